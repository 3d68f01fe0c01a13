package convert

import (
	"net/netip"
	"strconv"
	"strings"
)

// String says in words which addresses are let in.
func (a *Addresses) String() string {
	var parts []string
	if len(a.Only) > 0 {
		parts = append(parts, "only from "+strings.Join(a.Only, ", "))
	}
	if len(a.Never) > 0 {
		parts = append(parts, "not from "+strings.Join(a.Never, ", "))
	}
	return strings.Join(parts, " and ")
}

// CIDRs reads an address, a range in CIDR notation, one with a mask
// (10.0.0.0/255.0.0.0) or from one address to another (10.0.0.1-10.0.0.9), and
// returns the ranges in CIDR notation that are the same.
func CIDRs(text string) ([]string, bool) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(text); err == nil {
		return []string{netip.PrefixFrom(a, a.BitLen()).String()}, true
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return []string{p.Masked().String()}, true
	}
	if from, to, ok := strings.Cut(text, "-"); ok {
		a, err := netip.ParseAddr(strings.TrimSpace(from))
		b, err2 := netip.ParseAddr(strings.TrimSpace(to))
		if err == nil && err2 == nil {
			return between(a, b)
		}
	}
	if address, mask, ok := strings.Cut(text, "/"); ok {
		a, err := netip.ParseAddr(address)
		m, err2 := netip.ParseAddr(mask)
		if err == nil && err2 == nil && a.BitLen() == m.BitLen() {
			if bits, ok := maskBits(m); ok {
				return CIDRs(address + "/" + strconv.Itoa(bits))
			}
		}
	}
	return nil, false
}

// maskBits counts the ones of a mask, which all have to stand before the zeros.
func maskBits(mask netip.Addr) (int, bool) {
	bits, ended := 0, false
	for _, b := range mask.AsSlice() {
		for i := 7; i >= 0; i-- {
			switch one := b>>i&1 == 1; {
			case one && ended:
				return 0, false
			case one:
				bits++
			default:
				ended = true
			}
		}
	}
	return bits, true
}

// between are the ranges that cover the addresses from one to another.
func between(a, b netip.Addr) ([]string, bool) {
	if a.BitLen() != b.BitLen() || b.Less(a) {
		return nil, false
	}
	var list []string
	for {
		// The widest range that starts at a and does not reach beyond b.
		p := netip.PrefixFrom(a, a.BitLen())
		for p.Bits() > 0 {
			wider := netip.PrefixFrom(a, p.Bits()-1)
			if wider.Masked().Addr() != a || b.Less(lastOf(wider)) {
				break
			}
			p = wider
		}
		list = append(list, p.String())
		end := lastOf(p)
		if !end.Less(b) {
			return list, true
		}
		a = end.Next()
	}
}

// lastOf is the last address of a range.
func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for i := p.Bits(); i < len(bytes)*8; i++ {
		bytes[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(bytes)
	return a
}
