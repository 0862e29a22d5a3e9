package peering

import "slices"

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
