package peering

import "slices"

// Expect returns what is to be observed once steps that were done have taken
// effect: it tells what comes next without reading after each call. It is a
// guess, and whoever uses it reads back before believing it. created is the id
// that Create answered with.
func Expect(have Observed, done []Step, created string) Observed {
	have.Requester, have.Accepter = have.Requester.clone(), have.Accepter.clone()
	for _, s := range done {
		if expect := s.Kind.spec().expect; expect != nil {
			expect(&have, s, created)
		}
	}
	return have
}

func (v View) clone() View {
	v.Tables = slices.Clone(v.Tables)
	v.Connections = slices.Clone(v.Connections)
	return v
}

// editConnection changes a connection in what one side shows.
func (v *View) editConnection(id string, edit func(*Connection)) {
	for i := range v.Connections {
		if v.Connections[i].ID == id {
			edit(&v.Connections[i])
		}
	}
}

// editRoutes changes the routes of a table. They are edit's own.
func (v *View) editRoutes(table string, edit func([]Route) []Route) {
	for i := range v.Tables {
		if v.Tables[i].ID == table {
			v.Tables[i].Routes = edit(slices.Clone(v.Tables[i].Routes))
		}
	}
}
