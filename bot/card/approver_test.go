package card

import (
	"strings"
	"testing"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// An account is who its id says, under the name that the configuration has now.
func TestAccountsHaveTheNamesOfNow(t *testing.T) {
	t.Parallel()
	swapped := directory.Names{Accounts: map[string]string{"111111111111": "seoul", "222222222222": "tokyo"}}
	c := asked()
	for _, n := range []notice.Notice{
		notice.RequestCard{Names: swapped, Request: c.Request, Peering: c.Peering, Now: c.Now},
		notice.RequestNote{Names: swapped, Request: c.Request, Peering: c.Peering, Kind: notice.NoteAgain},
		notice.RequestShown{Names: swapped, Request: c.Request, Peering: c.Peering},
		notice.Answer{Names: swapped, Request: c.Request, Code: notice.Posted},
	} {
		text, _ := Render(n)
		if strings.Contains(text, "owner of seoul") || strings.Contains(text, "seoul: waiting") {
			t.Errorf("%T says that 222222222222 is called seoul:\n%s", n, text)
		}
		if !strings.Contains(text, "tokyo") {
			t.Errorf("%T does not name 222222222222 as tokyo:\n%s", n, text)
		}
	}
	if c.Request.Approvals[1].Alias != "seoul" {
		t.Error("the request that was shown has changed")
	}
}
