package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"peerbot/aws/live"
	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// panelFiles draw "Local AWS" beside the conversation on the demo's page.
//
//go:embed panel.js panel.css
var panelFiles embed.FS

// panel shows the local AWS on the page, and lets people break it.
func (l *local) panel() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(panelFiles))
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, l.state()) })
	mux.HandleFunc("POST /break", func(w http.ResponseWriter, r *http.Request) {
		var b breakage
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&b)
		if err == nil {
			err = l.breakIt(r.Context(), b)
		}
		if err != nil {
			answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		answer(w, http.StatusOK, l.state())
	})
	return mux
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the browser is gone, and that is all
}

// panelState is what the panel draws.
type panelState struct {
	Accounts []panelAccount `json:"accounts"`
	Peerings []panelPeering `json:"peerings"`
	Calls    []panelCall    `json:"calls"` // newest first
	Count    int            `json:"count"` // calls ever
}

type panelAccount struct {
	Alias   string     `json:"alias"`
	ID      string     `json:"id"`
	Revoked bool       `json:"revoked"` // peerbot's role cannot be assumed
	VPCs    []panelVPC `json:"vpcs"`
}

type panelVPC struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Region string       `json:"region"`
	CIDRs  []string     `json:"cidrs"`
	Tables []panelTable `json:"tables"`
}

type panelTable struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Routes []panelRoute `json:"routes"`
}

type panelRoute struct {
	Destination string `json:"destination"`
	Target      string `json:"target"`
	State       string `json:"state"`
}

type panelPeering struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	Requester string `json:"requester"` // alias/name
	Accepter  string `json:"accepter"`
	Ours      string `json:"ours"` // "P1"; empty for others
}

type panelCall struct {
	N       int    `json:"n"` // which call ever
	At      string `json:"at"`
	Account string `json:"account"` // alias
	Region  string `json:"region"`
	Action  string `json:"action"`
	Code    string `json:"code"`
	Session string `json:"session"`
	Write   bool   `json:"write"`
}

// shownCalls is how many calls the panel lists.
const shownCalls = 40

func (l *local) state() panelState {
	out := panelState{Accounts: []panelAccount{}, Peerings: []panelPeering{}, Calls: []panelCall{}, Count: l.cloud.CallCount() - int(l.consoleCalls.Load())}
	names := map[string]string{} // VPC id -> alias/name
	tables := map[string][]panelTable{}
	for _, t := range l.cloud.Tables() {
		p := panelTable{ID: t.ID, Name: t.Name, Routes: []panelRoute{}}
		if t.Main {
			p.Name = "main"
		}
		for _, r := range t.Routes {
			p.Routes = append(p.Routes, panelRoute{r.Destination.String(), r.Target, r.State})
		}
		tables[t.VPC] = append(tables[t.VPC], p)
	}
	for _, a := range l.world {
		p := panelAccount{Alias: a.alias, ID: a.id, Revoked: l.revoked(a.alias)}
		for _, v := range l.cloud.VPCs() {
			if v.Account != a.id {
				continue
			}
			names[v.ID] = a.alias + "/" + v.Name
			pv := panelVPC{ID: v.ID, Name: v.Name, Region: v.Region, Tables: tables[v.ID]}
			for _, c := range v.CIDRs {
				pv.CIDRs = append(pv.CIDRs, c.String())
			}
			p.VPCs = append(p.VPCs, pv)
		}
		out.Accounts = append(out.Accounts, p)
	}
	for _, p := range l.cloud.Peerings() {
		out.Peerings = append(out.Peerings, panelPeering{
			ID: p.ID, State: p.State, Requester: names[p.Requester.VPC], Accepter: names[p.Accepter.VPC], Ours: p.Requester.Tags[peering.TagPeering],
		})
	}
	first := max(0, l.cloud.CallCount()-shownCalls)
	for i, c := range slices.Backward(l.cloud.CallsSince(first)) {
		if c.Action == "" || strings.HasSuffix(c.Principal, ":user/"+consoleUser) {
			continue
		}
		alias := c.Account
		for _, a := range l.world {
			if a.id == c.Account {
				alias = a.alias
			}
		}
		out.Calls = append(out.Calls, panelCall{N: first + i, At: c.Time.Format(time.RFC3339), Account: alias, Region: c.Region, Action: c.Action, Code: c.Code, Session: c.Session, Write: writes(c)})
	}
	return out
}

func writes(c sim.Call) bool {
	return c.Service == "ec2" && !strings.HasPrefix(c.Action, "Describe")
}

// breakage is one thing that the panel breaks, or repairs.
type breakage struct {
	What        string `json:"what"`
	Table       string `json:"table"`
	Destination string `json:"destination"`
	Peering     string `json:"peering"`
	VPC         string `json:"vpc"`
	Account     string `json:"account"` // alias
}

// breakIt does in AWS, behind peerbot's back, what people do.
func (l *local) breakIt(ctx context.Context, b breakage) error {
	switch b.What {
	case "delete-route":
		dst, err := netip.ParsePrefix(b.Destination)
		if err != nil {
			return err
		}
		return l.deleteRoute(ctx, b.Table, dst)
	case "delete-peering":
		return l.deletePeering(ctx, b.Peering)
	case "add-cidr":
		return l.addCIDR(ctx, b.VPC)
	case "revoke", "restore":
		return l.setRole(b.Account, b.What == "revoke")
	case "ask":
		return l.requestInAWS()
	default:
		return fmt.Errorf("unknown action %q", b.What)
	}
}

// addCIDR gives a VPC the next free block of 100.100.0.0/16.
func (l *local) addCIDR(ctx context.Context, vpc string) error {
	for i := range 64 {
		err := l.addBlock(ctx, vpc, netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 100, byte(4 * i), 0}), 22))
		if taken, ok := errors.AsType[smithy.APIError](err); !ok || taken.ErrorCode() != "InvalidVpc.Range" {
			return err
		}
	}
	return errors.New("no free CIDR block is left")
}

// setRole takes the role of an account away from peerbot, or gives it back.
func (l *local) setRole(alias string, revoke bool) error {
	i := slices.IndexFunc(l.world, func(a demoAccount) bool { return a.alias == alias })
	if i < 0 {
		return fmt.Errorf("there is no account %s", alias)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.revokedRoles == nil {
		l.revokedRoles = map[string]bool{}
	}
	l.revokedRoles[alias] = revoke
	if revoke {
		l.cloud.RemoveRole(l.world[i].role())
		return nil
	}
	all := accounts(l.world)
	r, err := iamRole(all[i], live.PolicyOptions{Peers: all, Install: localName})
	if err != nil {
		return err
	}
	return l.cloud.AddRole(r)
}

func (l *local) revoked(alias string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.revokedRoles[alias]
}
