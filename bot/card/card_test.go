package card

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// inBlocks is what English words are in blocks.
func inBlocks(w richText) string { return w.in(In(language.English), mrkdwn) }

// inText is what English words are in the fallback text.
func inText(w richText) string { return w.in(In(language.English), fallback) }

// blank is an English message with nothing in it.
func blank() *message { return &message{lang: In(language.English)} }

// pressable returns the buttons of a notice.
func pressable(t *testing.T, n notice.Notice) []*slack.ButtonBlockElement {
	t.Helper()
	var out []*slack.ButtonBlockElement
	_, blocks := Render(n)
	for _, b := range blocks {
		a, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range a.Elements.ElementSet {
			button, ok := e.(*slack.ButtonBlockElement)
			if !ok {
				t.Fatalf("a %T among the actions", e)
			}
			out = append(out, button)
		}
	}
	return out
}

func TestButtonsAreThereOnlyWhileTheyDoSomething(t *testing.T) {
	t.Parallel()
	want := map[request.State]string{
		request.Pending:  "approve deny withdraw",
		request.Failed:   "retry undo",
		request.Approved: "cancel", request.Applying: "cancel",
	}
	for _, s := range request.States {
		c := with(asked(), func(r *request.Request) { r.State = s })
		var got []string
		for _, b := range pressable(t, c) {
			got = append(got, b.ActionID)
		}
		if strings.Join(got, " ") != want[s] {
			t.Errorf("buttons of a request in state %s = %v, want %q", s, got, want[s])
		}
		shown := notice.RequestShown{Names: c.Names, Request: c.Request, Peering: c.Peering}
		if n := len(pressable(t, shown)); n != 0 {
			t.Errorf("show of a request in state %s has %d buttons, want none: it is not a card", s, n)
		}
	}
}

func TestOnlyWhatIsLostIsAskedTwice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		card notice.RequestCard
		want string // buttons with a dialog
	}{
		{asked(), "withdraw"},
		{deleting(), "approve withdraw"},
		{failed(asked(), 2), "undo"},
		{failed(deleting(), 1), ""},
	}
	for _, tt := range tests {
		var got []string
		for _, b := range pressable(t, tt.card) {
			if b.Confirm != nil {
				got = append(got, b.ActionID)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s of kind %s asks twice for %v, want %q", tt.card.Request.State, tt.card.Request.Kind, got, tt.want)
		}
	}
}

func TestAYesToADeletionNamesWhatIsLost(t *testing.T) {
	t.Parallel()
	text := pressable(t, deleting())[0].Confirm.Text.Text
	for _, want := range []string{pcxID, "3 routes", "main"} {
		if !strings.Contains(text, want) {
			t.Errorf("the dialog says %q, want %q in it", text, want)
		}
	}
}

func TestAButtonSaysWhatThePersonSaw(t *testing.T) {
	t.Parallel()
	c := asked()
	for _, b := range pressable(t, c) {
		got, err := ParseValue(b.Value)
		want := notice.Value{Request: "R42", Version: 3, Digest: c.Request.Plan.Digest[:16]}
		if err != nil || got != want {
			t.Errorf("value of %s = %+v, %v, want %+v", b.ActionID, got, err, want)
		}
	}
}

var (
	dateToken = regexp.MustCompile(`<!date\^[^|>]*\|([^>]*)>`)
	word      = regexp.MustCompile(`[\pL\pN][\pL\pN./_:-]*[\pL\pN]|[\pL\pN]+`)
)

// A screen reader reads nothing but the fallback text: what blocks say must be
// in there, word by word.
func TestTheFallbackTextSaysWhatTheBlocksSay(t *testing.T) {
	t.Parallel()
	for _, e := range usual() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			text, blocks := Render(e.notice)
			said := map[string]bool{}
			for _, w := range word.FindAllString(text, -1) {
				said[w] = true
			}
			eachBlockText(t, blocks, func(s string) {
				for _, w := range word.FindAllString(dateToken.ReplaceAllString(s, "$1"), -1) {
					if !said[w] && w != "now" { // the head of a column
						t.Errorf("the blocks say %q in %q, the text does not:\n%s", w, s, text)
					}
				}
			})
		})
	}
}

// eachBlockText is eachText without buttons and their dialogs.
func eachBlockText(t *testing.T, blocks []slack.Block, f func(string)) {
	t.Helper()
	blocks = slices.DeleteFunc(slices.Clone(blocks), func(b slack.Block) bool { return b.BlockType() == slack.MBTAction })
	eachText(t, blocks, func(o *slack.TextBlockObject) { f(o.Text) })
}

func TestTheSameNoticeGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		text, blocks := Render(e.notice)
		again, same := Render(e.notice)
		if text != again || indent(t, blocks) != indent(t, same) {
			t.Errorf("%s is not the same twice", e.name)
		}
	}
}

func TestBlockIDsStayWhileACardIsEdited(t *testing.T) {
	t.Parallel()
	ids := func(c notice.RequestCard) []string {
		_, blocks := Render(c)
		var out []string
		for _, b := range blocks {
			out = append(out, b.ID())
		}
		return out
	}
	before, after := ids(asked()), ids(approved(asked()))
	for _, id := range []string{"header", "state", "reason", "sides", "about", "approvals"} {
		if !slices.Contains(before, id) || !slices.Contains(after, id) {
			t.Errorf("block %s is not in both %v and %v", id, before, after)
		}
	}
}

func TestSpoken(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, mrkdwn, plain string }{
		{"to take it back: `withdraw R42`", "to take it back: `/peering withdraw R42`", "to take it back: /peering withdraw R42"},
		{"`list` shows what there is", "`/peering list` shows what there is", "/peering list shows what there is"},
		{"type `deny R42 <reason>`", "type `/peering deny R42 &lt;reason&gt;`", "type /peering deny R42 &lt;reason&gt;"},
		{"see `rtb-1` and *x*", "see `rtb-1` and ∗x∗", "see rtb-1 and ∗x∗"},
		{"one ` alone", "one ˋ alone", "one ˋ alone"},
		{"`a` and one ` alone", "`a` and one ˋ alone", "a and one ˋ alone"},
		{"``", "", ""},
	}
	for _, tt := range tests {
		got := mixedText(tt.in, 100, 100)
		if inBlocks(got) != tt.mrkdwn || inText(got) != tt.plain {
			t.Errorf("mixedText(%q) = %q, %q, want %q, %q", tt.in, inBlocks(got), inText(got), tt.mrkdwn, tt.plain)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"there is no such thing", "There is no such thing."},
		{"vpc-0123 does not exist", "vpc-0123 does not exist."},
		{"R42 is done.", "R42 is done."},
		{"write the one you mean:", "Write the one you mean:"},
		{"first line\nsecond line", "First line.\nSecond line."},
		{"", ""},
	}
	for _, tt := range tests {
		if got := inText(sentence(raw(tt.in, tt.in))); got != tt.want {
			t.Errorf("sentence(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestTook(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "1 s"},
		{300 * time.Millisecond, "1 s"},
		{1499 * time.Millisecond, "1 s"},
		{59600 * time.Millisecond, "1 min"},
		{2*time.Hour + 20*time.Second, "2 h"},
		{200 * time.Second, "3 min 20 s"},
		{2*time.Hour + 5*time.Minute + 29*time.Second, "2 h 5 min"},
	}
	for _, tt := range tests {
		if got := inText(took(tt.d)); got != tt.want {
			t.Errorf("took(%s) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestTablesThatChangeAlikeAreOneGroup(t *testing.T) {
	t.Parallel()
	have := world()
	have.Accepter = sideView(seoulRef(), "main", 3, "10.2.0.0/16")
	have.Requester.VPC.CIDRs = append(have.Requester.VPC.CIDRs, sideView(tokyoRef(), "", 0, "100.64.0.0/16").VPC.CIDRs...)
	have.Accepter.Tables[2].Routes = []peering.Route{{Destination: have.Requester.VPC.CIDRs[1], Target: "tgw-1"}}
	var got []string
	for _, r := range blank().routeRows(peering.Diff(wanted(), have), peering.Accepter, "", 8) {
		got = append(got, inBlocks(r))
	}
	want := []string{
		"+ 10.1.0.0/16   → new peering",
		"+ 100.64.0.0/16 → new peering",
		"  in rtb-02222000000000001",
		"     rtb-02222000000000003",
		"+ 10.1.0.0/16   → new peering",
		"  in rtb-02222000000000002",
	}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], ">", "&gt;")
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestALongListSaysHowManyMoreThereAre(t *testing.T) {
	t.Parallel()
	_, blocks := Render(huge())
	found := ""
	eachText(t, blocks, func(o *slack.TextBlockObject) {
		if strings.Contains(o.Text, "more tables") {
			found = o.Text
		}
	})
	if !strings.Contains(found, "… 292 more tables") {
		t.Errorf("no block says that there are 292 more tables; the nearest:\n%s", found)
	}
}
