package payload

// Lookup decodes the value at a path of keys. Only objects are entered.
func (o *Object) Lookup(path []string) (any, bool) {
	for i, key := range path {
		m := o.Get(key)
		switch {
		case m == nil:
			return nil, false
		case i == len(path)-1:
			return m.Value(), true
		}
		inner, ok := m.object()
		if !ok {
			return nil, false
		}
		o = &inner
	}
	return nil, false
}
