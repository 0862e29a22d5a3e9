package command

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// RouteMode says which route tables get routes to the peer.
type RouteMode uint8

// The modes.
const (
	RoutesAll     RouteMode = iota // every table that a subnet uses; the default
	RoutesMain                     // the VPC's main table
	RoutesPrivate                  // the tables without a route to an internet gateway
	RoutesNone                     // no table
	RoutesTables                   // those of Routes.Tables
)

// String returns the word that is typed; for RoutesTables, which has none,
// "tables".
func (m RouteMode) String() string {
	if m == RoutesTables {
		return "tables"
	}
	if words := routeWords(); int(m) < len(words) {
		return words[m]
	}
	return fmt.Sprintf("RouteMode(%d)", m)
}

// routeWords are the modes that are words, by number.
func routeWords() []string { return []string{"all", "main", "private", "none"} }

// Routes is a choice of route tables. The zero value is the default.
type Routes struct {
	Mode RouteMode
	// Tables are ids of either side ("rtb-…"), in the order typed and
	// each once; empty unless Mode is RoutesTables.
	Tables []string
}

// String returns what follows routes=.
func (r Routes) String() string {
	if r.Mode == RoutesTables {
		return strings.Join(r.Tables, ",")
	}
	return r.Mode.String()
}

// tableList is how ids of route tables are written in usage lines.
const tableList = "rtb-…,rtb-…"

var tableID = regexp.MustCompile(`^rtb-([0-9a-f]{8}|[0-9a-f]{17})$`)

type routes struct{ p *Routes }

func (v routes) String() string {
	if v.p.Mode == RoutesAll {
		return ""
	}
	return v.p.String()
}

func (v routes) set(t token) *Error {
	parts := t.split(',')
	if len(parts) == 1 && !strings.HasPrefix(strings.ToLower(t.folded()), "rtb-") {
		i, err := pick(t, routeWords(), tableList)
		if err != nil {
			return err
		}
		*v.p = Routes{Mode: RouteMode(i)}
		return nil
	}
	var ids []string
	for _, part := range parts {
		id := strings.ToLower(part.folded())
		switch {
		case id == "":
			return t.wrong(TableMissing)
		case slices.Contains(routeWords(), id):
			return part.wrong(WordAmongTables)
		case !tableID.MatchString(id):
			return part.wrong(NotATable)
		case slices.Contains(ids, id):
			return part.wrong(TableTwice)
		}
		ids = append(ids, id)
	}
	*v.p = Routes{Mode: RoutesTables, Tables: ids}
	return nil
}
