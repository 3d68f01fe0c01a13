package spec

import (
	"math"
	"strconv"
	"strings"
)

var formats = map[string]string{
	"date-time": "2024-01-31T12:00:00Z",
	"date":      "2024-01-31",
	"time":      "12:00:00Z",
	"duration":  "PT1H",
	"uuid":      "3fa85f64-5717-4562-b3fc-2c963f66afa6",
	"email":     "user@example.com",
	"uri":       "https://example.com",
	"url":       "https://example.com",
	"hostname":  "example.com",
	"ipv4":      "192.0.2.1",
	"ipv6":      "2001:db8::1",
	"byte":      "ZXhhbXBsZQ==",
}

// number is 1, or what the bounds allow.
func (e *example) number(h *holding, whole bool) {
	value, step := 1.0, 0.0
	for _, s := range h.schemas {
		b := boundsOf(s.Node)
		if f, ok := floatOf(s.Node, "multipleOf"); ok && f > 0 {
			step = f
		}
		if b.low != nil && (value < *b.low || b.openLow && value == *b.low) {
			value = *b.low
			if b.openLow {
				value++
			}
		}
		if b.high != nil && (value > *b.high || b.openHigh && value == *b.high) {
			value = *b.high
			if b.openHigh {
				value--
				if b.low != nil && value <= *b.low {
					value = (*b.low + *b.high) / 2
				}
			}
		}
	}
	if whole {
		value = math.Ceil(value)
	}
	if step > 0 {
		value = math.Ceil(value/step) * step
	}
	e.b.WriteString(strconv.FormatFloat(value, 'f', -1, 64))
}

func (e *example) str(h *holding) {
	if p := h.first("pattern"); p != nil {
		if text, ok := matching(p.Str()); ok && within(h.schemas[0].Node, "minLength", "maxLength", len(text)) {
			e.text(text)
			return
		}
	}
	text, ok := formats[h.first("format").Str()]
	if !ok {
		text = "string"
	}
	if least := h.count("minLength"); least > len(text) && least <= 4096 {
		text += strings.Repeat("x", least-len(text))
	}
	if n := h.first("maxLength"); n != nil {
		if most, err := strconv.Atoi(n.Text); err == nil && most >= 0 && most < len(text) {
			text = text[:most]
		}
	}
	e.text(text)
}
