package command

import (
	"reflect"
	"strings"
	"testing"
)

var (
	tokyoWeb = VPC{Account: "tokyo", VPC: "web"}
	seoulAPI = VPC{Account: "seoul", VPC: "api"}
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     Command
	}{
		{"empty text is help", "", Help{}},
		{"blank text is help", " \n\t ", Help{}},
		{"help", "help", Help{}},
		{"help of a verb", "help Request", Help{Verb: "request"}},
		{"help as a flag", "--help", Help{}},
		{"help as a question mark", "?", Help{}},
		{"help of a verb as a flag", "request --help", Help{Verb: "request"}},
		{"help about help", "help -h", Help{Verb: "help"}},
		{"accounts", "accounts", Accounts{}},

		{"request", "request tokyo/web seoul/api", Request{Spec{Requester: tokyoWeb, Accepter: seoulAPI}}},
		{"plan", "plan tokyo/web seoul/api", Plan{Spec{Requester: tokyoWeb, Accepter: seoulAPI}}},
		{"verbs and keys in capitals", "Request tokyo/web seoul/api ROUTES=Main DNS=BOTH", Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI, Routes: Routes{Mode: RoutesMain}, DNS: DNSBoth,
		}}},
		{"defaults said aloud", "request tokyo/web seoul/api routes=all dns=none", Request{Spec{Requester: tokyoWeb, Accepter: seoulAPI}}},
		{"keys in front of the arguments", "request dns=accepter ticket=NET-7 tokyo/web seoul/api", Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI, DNS: DNSAccepter, Ticket: "NET-7",
		}}},
		{"every part of a VPC", "request 111122223333/AP-Northeast-1/VPC-0A1B2C3D4E5F60718 seoul/ap-northeast-2/vpc-12345678", Request{Spec{
			Requester: VPC{"111122223333", "ap-northeast-1", "vpc-0a1b2c3d4e5f60718"},
			Accepter:  VPC{"seoul", "ap-northeast-2", "vpc-12345678"},
		}}},
		{"an account id as the console prints it", "request 1111-2222-3333/web seoul/api", Request{Spec{
			Requester: VPC{Account: "111122223333", VPC: "web"}, Accepter: seoulAPI,
		}}},
		{"regions of other partitions", "request a/us-gov-west-1/web b/eusc-de-east-1/api", Request{Spec{
			Requester: VPC{"a", "us-gov-west-1", "web"}, Accepter: VPC{"b", "eusc-de-east-1", "api"},
		}}},
		{"a quoted Name", `request tokyo/"my vpc" 'seoul/my api'`, Request{Spec{
			Requester: VPC{Account: "tokyo", VPC: "my vpc"}, Accepter: VPC{Account: "seoul", VPC: "my api"},
		}}},
		{"a quoted Name with slashes", `request tokyo/"a/b/c" seoul/ap-northeast-2/"d/e"`, Request{Spec{
			Requester: VPC{Account: "tokyo", VPC: "a/b/c"}, Accepter: VPC{"seoul", "ap-northeast-2", "d/e"},
		}}},
		{"a Name that looks like a cut id, in quotes", `request tokyo/"vpc-123456789" seoul/vpc-1`, Request{Spec{
			Requester: VPC{Account: "tokyo", VPC: "vpc-123456789"}, Accepter: VPC{Account: "seoul", VPC: "vpc-1"},
		}}},
		{"Names in other scripts", `request 도쿄/웹 seoul/サーバー`, Request{Spec{
			Requester: VPC{Account: "도쿄", VPC: "웹"}, Accepter: VPC{Account: "seoul", VPC: "サーバー"},
		}}},
		{"route tables", "request tokyo/web seoul/api routes=rtb-12345678,RTB-0a1b2c3d4e5f60718", Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI,
			Routes: Routes{Mode: RoutesTables, Tables: []string{"rtb-12345678", "rtb-0a1b2c3d4e5f60718"}},
		}}},
		{"a reason in words ends at the next key", "request tokyo/web seoul/api reason=shared  login,\nfor now routes=private", Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI, Reason: "shared login, for now", Routes: Routes{Mode: RoutesPrivate},
		}}},
		{"a quoted reason ends at its quote", `request reason="shared login" tokyo/web seoul/api`, Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI, Reason: "shared login",
		}}},
		{"flags", `request --reason "shared login" --routes=main --dns both -ticket=NET-7 tokyo/web seoul/api`, Request{Spec{
			Requester: tokyoWeb, Accepter: seoulAPI, Reason: "shared login", Routes: Routes{Mode: RoutesMain}, DNS: DNSBoth, Ticket: "NET-7",
		}}},

		{"approve", "approve R42", Approve{Request: "R42"}},
		{"a small letter", "approve r42", Approve{Request: "R42"}},
		{"a hash", "approve #R42", Approve{Request: "R42"}},
		{"leading zeros", "approve R0042", Approve{Request: "R42"}},
		{"retry", "retry R1", Retry{Request: "R1"}},

		{"deny with a key", `deny R42 reason="too broad"`, Deny{Request: "R42", Reason: "too broad"}},
		{"deny with the rest of the line", "deny R42 too broad, use the hub", Deny{Request: "R42", Reason: "too broad, use the hub"}},
		{"deny with the rest in quotes", `deny R42 "too broad"`, Deny{Request: "R42", Reason: "too broad"}},
		{"quotes that begin prose stay", `deny R42 "hub" is the word`, Deny{Request: "R42", Reason: `"hub" is the word`}},
		{"quotes within prose stay", `deny R42 use "the hub", please`, Deny{Request: "R42", Reason: `use "the hub", please`}},
		{"a key in quotes within prose is text", `deny R42 the "old reason=x" part`, Deny{Request: "R42", Reason: `the "old reason=x" part`}},
		{"an apostrophe", "deny R42 don't; 'tis too broad", Deny{Request: "R42", Reason: "don't; 'tis too broad"}},
		{"prose that begins with an apostrophe", "deny R42 'tis too broad", Deny{Request: "R42", Reason: "'tis too broad"}},
		{"an apostrophe in single quotes", "deny R42 reason='don't do it'", Deny{Request: "R42", Reason: "don't do it"}},
		{"protected quotes", `deny R42 reason="say \"no\" to c:\\x and \n"`, Deny{Request: "R42", Reason: `say "no" to c:\x and \n`}},
		{"a dash is not a flag", "deny R42 too broad - use the hub", Deny{Request: "R42", Reason: "too broad - use the hub"}},
		{"a space after the key of a text", `deny R42 reason= "too broad"`, Deny{Request: "R42", Reason: "too broad"}},
		{"a reason before the id", `deny reason="too broad" R42`, Deny{Request: "R42", Reason: "too broad"}},
		{"a link is not a key", "deny R42 see https://wiki/x?page=1", Deny{Request: "R42", Reason: "see https://wiki/x?page=1"}},
		{"withdraw", "withdraw R42", Withdraw{Request: "R42"}},
		{"withdraw with words", "withdraw R42 not needed", Withdraw{Request: "R42", Reason: "not needed"}},
		{"delete", "delete p17", Delete{Peering: "P17"}},
		{"delete with words", "delete P17 moved to the hub", Delete{Peering: "P17", Reason: "moved to the hub"}},

		{"pause", "pause", Pause{}},
		{"pause with words", "pause incident 7", Pause{Reason: "incident 7"}},
		{"resume", "resume", Resume{}},

		{"show a request", "show r42", Show{What: "R42"}},
		{"show a peering", "show #p17", Show{What: "P17"}},
		{"show an AWS peering", "show PCX-0a1b2c3d4e5f60718", Show{What: "pcx-0a1b2c3d4e5f60718"}},

		{"list", "list", List{}},
		{"a state as cards show it", "list state=cancelled", List{State: "void"}},
		{"a state as cards show it, in American", "list state=Canceled", List{State: "void"}},
		{"a denied request from outside", "list state=rejected", List{State: "denied"}},
		{"a peering that is gone", "list state=deleted", List{State: "removed"}},
		{"a peering that is not there yet", "list state=not-created", List{State: "absent"}},
		{"a peering that is not there yet, copied", `list state="not created"`, List{State: "absent"}},
		{"list with filters", "list mine state=Pending account=tokyo waiting", List{Account: "tokyo", State: "pending", Mine: true, Waiting: true}},
		{"list by account id", "list account=1111-2222-3333", List{Account: "111122223333"}},
		{"list words as flags", "list --mine --state drifted", List{Mine: true, State: "drifted"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(test.in)
			if err != nil {
				t.Fatalf("Parse(%q) : %v", test.in, err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("Parse(%q) = %#v, want %#v", test.in, got, test.want)
			}
			again, err := Parse(Format(got))
			if err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("Parse(Format(c)) = %#v, %v; Format(c) is %q, want c = %#v", again, err, Format(got), got)
			}
		})
	}
}

func TestParseTakesTextUpToTheLimit(t *testing.T) {
	t.Parallel()
	const head = "deny R42 "
	if _, err := Parse(head + strings.Repeat("가", MaxLength-len(head))); err != nil {
		t.Errorf("Parse of %d runes = %v, want no error", MaxLength, err)
	}
	_, err := Parse(head + strings.Repeat("가", MaxLength-len(head)+1))
	e, ok := err.(*Error)
	if !ok || e.Pos != MaxLength || e.Limit != MaxLength || e.Length != MaxLength+1 {
		t.Errorf("Parse of %d runes = %#v, want an error at %d that gives the limit and the length", MaxLength+1, err, MaxLength)
	}
}

func TestNameIsTheTypedVerb(t *testing.T) {
	t.Parallel()
	for _, v := range Verbs() {
		c, err := Parse(v.Examples[0])
		if err != nil {
			t.Fatalf("Parse(%q): %v", v.Examples[0], err)
		}
		if got := Name(c); got != v.Name {
			t.Errorf("Name(%#v) = %q, want %q", c, got, v.Name)
		}
	}
}
