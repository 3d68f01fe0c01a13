package list

import "strconv"

// follow returns where each of some rows is among others, -1 for one that is not
// there any more. An endpoint is known by its method and path wherever it stands,
// and by its place where it alone has got others. It is nil where all have stayed.
func follow(rows, now []row) []int {
	if len(rows) == len(now) {
		others := 0
		for i := range now {
			if now[i].method != rows[i].method || now[i].path != rows[i].path {
				others++
			}
		}
		if others < 2 {
			return nil // no two have changed their places
		}
	}
	ids, fresh := identities(rows), identities(now)
	known, at := map[string]bool{}, make(map[string]int, len(fresh))
	for _, id := range ids {
		known[id] = true
	}
	for i, id := range fresh {
		at[id] = i
	}
	to := make([]int, len(rows))
	for i, id := range ids {
		switch there, ok := at[id]; {
		case ok:
			to[i] = there
		case len(rows) == len(now) && !known[fresh[i]]:
			to[i] = i
		default:
			to[i] = -1
		}
	}
	return to
}

// identities tell rows apart: by method and path, and of several with the same by
// which of them they are.
func identities(rows []row) []string {
	ids, seen := make([]string, len(rows)), map[string]int{}
	for i := range rows {
		id := rows[i].method + " " + rows[i].path
		seen[id]++
		ids[i] = id + " " + strconv.Itoa(seen[id])
	}
	return ids
}

// remark takes the marks over to other rows.
func (m *Model) remark(to []int) {
	marked := map[int]bool{}
	for i := range m.rows {
		if index := m.rows[i].index; m.marked[index] && to[i] >= 0 {
			marked[to[i]-1] = true
		}
	}
	m.marked = marked
}
