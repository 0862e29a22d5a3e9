package card

import (
	"go/ast"
	"go/constant"
	"go/parser"
	gotoken "go/token"
	"go/types"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// family are keys that end in a code: all codes of a type, but for those that
// are never said.
type family struct {
	prefix   string
	codes    []string
	optional bool // not every code has a text
}

// families are all of them. A new code has no text yet: its test says so.
func families(t *testing.T) []family {
	t.Helper()
	kinds := codesOf(t, "../../aws/peering", "Kind")
	writes := without(kinds, "await-gone", "await-pending", "await-active")
	sides := []string{"requester", "accepter"}
	requests := codesOf(t, "../request", "Kind")
	ends := []string{"failed", "rejected", "expired", "deleted"} // how a connection may end on its own
	classes := codesOf(t, "../../aws/peering", "DriftClass")
	problems := codesOf(t, "../../aws/peering", "ProblemCode")
	remarks := codesOf(t, "../../aws/peering", "RemarkCode")
	var forms []string
	for _, a := range codesOf(t, "../notice", "Action") {
		if form, _ := notice.Action(a).Asks(); form {
			forms = append(forms, a)
		}
	}
	return []family{
		{prefix: "access.risk.", codes: codesOf(t, "../../aws/peering", "Risk")},
		{prefix: "answer.hint.", codes: answerCodes(t), optional: true},
		{prefix: "answer.text.", codes: without(answerCodes(t), "already-open.failed")},
		{prefix: "beside.cidrs.", codes: sides},
		{prefix: "call.doing.", codes: append(verbNames(), codesOf(t, "../notice", "Action")...), optional: true},
		{prefix: "call.hint.", codes: append(codesOf(t, "../../aws/peering", "Class"), "unknown", "unknown-untraced")},
		{prefix: "call.refusal.", codes: codesOf(t, "../../aws/peering", "RefusalCode")},
		{prefix: "beside.dns.", codes: sides},
		{prefix: "error.hint.", codes: hints(t)},
		{prefix: "error.problem.", codes: codesOf(t, "../command", "Code")},
		{prefix: "error.text.", codes: []string{"unknown-key", "one-id-at-a-time", "unexpected-word"}},
		{prefix: "drift.", codes: codesOf(t, "../../aws/peering", "DriftCode")},
		{prefix: "drift.ended.", codes: []string{"deleting", "deleted", "rejected", "expired", "failed"}},
		{prefix: "drift.unreadable.", codes: []string{"denied", "no-role", "wrong-place", "throttled", "no-region"}},
		{prefix: "event.", codes: codesOf(t, "../request", "EventKind")},
		{prefix: "failure.code.", codes: []string{"waited-too-long", "nothing-to-do"}},
		{prefix: "failure.code-hint.", codes: []string{"waited-too-long", "nothing-to-do"}},
		{prefix: "failure.ended.", codes: ends},
		{prefix: "failure.ended-hint.", codes: ends},
		{prefix: "finding.class.", codes: classes},
		{prefix: "finding.means.", codes: classes},
		{prefix: "form.reason.hint.", codes: forms},
		{prefix: "form.refused.", codes: codesOf(t, "../notice", "FormProblem")},
		{prefix: "form.submit.", codes: forms},
		{prefix: "form.title.", codes: forms},
		{prefix: "help.topic.", codes: codesOf(t, "../command", "Topic")},
		{prefix: "id.", codes: codesOf(t, "../command", "IDKind")},
		{prefix: "request.left.", codes: requests},
		{prefix: "lapse.", codes: codesOf(t, "../request", "Lapse")},
		{prefix: "meaning.", codes: meanings()},
		{prefix: "needed.", codes: requiredParams()},
		{prefix: "peering.state.", codes: codesOf(t, "../request", "PeeringState")},
		{prefix: "note.done.", codes: without(requests, "delete")},
		{prefix: "plan.idle.", codes: requests},
		{prefix: "plan.both-sides.", codes: []string{"tag", "untag"}},
		{prefix: "plan.one-side.", codes: []string{"tag", "untag"}},
		{prefix: "refused.hint.", codes: append(refusals(t), "vpc-not-found.elsewhere", "vpc-not-found.region.elsewhere"), optional: true},
		{prefix: "refused.text.", codes: refusals(t)},
		{prefix: "problem.", codes: problems},
		{prefix: "problem-hint.", codes: problems},
		{prefix: "remark.", codes: remarks},
		{prefix: "remark-hint.", codes: remarks},
		{prefix: "request.asks.", codes: requests},
		{prefix: "request.doing.", codes: requests},
		{prefix: "request.outcome.", codes: requests},
		{prefix: "request.outside.", codes: []string{"gone", "provisioning", "active", "deleting", "deleted", "rejected", "expired", "failed"}},
		{prefix: "request.state.", codes: codesOf(t, "../request", "State")},
		{prefix: "request.title.", codes: requests},
		{prefix: "route.done.", codes: []string{"add-route", "remove-route"}},
		{prefix: "side.title.", codes: sides},
		{prefix: "step.change.", codes: writes},
		{prefix: "step.differs.", codes: writes},
		{prefix: "step.extra.", codes: []string{"remove-route"}},
		{prefix: "step.failed.", codes: kinds},
		{prefix: "step.tally.", codes: writes},
		{prefix: "step.task.", codes: kinds},
		{prefix: "verb.", codes: verbNames()},
	}
}

// answerCodes are the codes of answers, with those that have several texts.
func answerCodes(t *testing.T) []string {
	t.Helper()
	all := without(codesOf(t, "../notice", "AnswerCode"), "snoozed", "recorded")
	return append(all, "posted.complete", "approved.complete", "denied.rejects", "denied.rejects-later", "retrying.paused", "retrying.lapsed", "denied.system", "plan-changed.blocked",
		"snoozed.F", "snoozed.G", "snoozed.P", "already-open.failed")
}

// refusals are the codes of user errors, with those that have several texts.
func refusals(t *testing.T) []string {
	t.Helper()
	all := without(codesOf(t, "../request", "ErrorCode"), "request-is", "blocked", "decided-outside")
	for _, s := range codesOf(t, "../request", "State") {
		all = append(all, "request-is."+s)
	}
	return append(all, "admins-only.nobody", "vpc-not-found.region", "not-found.finding")
}

func verbNames() (all []string) {
	for _, v := range command.Verbs() {
		all = append(all, v.Name)
	}
	return all
}

// meanings are the params of all verbs: of a verb where it has a text of its
// own, or else of all verbs.
func meanings() (all []string) {
	for _, v := range command.Verbs() {
		for _, p := range v.Params {
			k, _ := strings.CutPrefix(string(meaningKey(In(language.English), v.Name, p.Name)), "meaning.")
			all = append(all, k)
		}
	}
	return all
}

func requiredParams() (all []string) {
	for _, v := range command.Verbs() {
		for _, p := range v.Params {
			if p.Required {
				all = append(all, p.Name)
			}
		}
	}
	return all
}

// hints are the codes of commands that cannot be read; some have several hints,
// and some need none, because what was probably meant always says enough.
func hints(t *testing.T) []string {
	t.Helper()
	return append(without(codesOf(t, "../command", "Code"), "id-without-verb", "wrong-id"),
		"unknown-key.no-options", "value-missing.text", "value-missing.required",
		"wrong-id.R", "wrong-id.P", "wrong-id.F", "wrong-id.pcx")
}

func without(all []string, some ...string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

// codesOf are the constants of a type of strings, as its package declares them.
func codesOf(t *testing.T, dir, name string) []string {
	t.Helper()
	_, pkg, _ := checked(t, dir)
	var out []string
	scope := pkg.Scope()
	for _, n := range scope.Names() {
		c, ok := scope.Lookup(n).(*types.Const)
		if !ok {
			continue
		}
		if typ, ok := c.Type().(*types.Named); ok && typ.Obj().Name() == name {
			if code := constant.StringVal(c.Val()); code != "" {
				out = append(out, code)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s has no constants of type %s", dir, name)
	}
	return out
}

// empty imports packages with nothing in them: what is looked for is all in one
// package.
type empty struct{}

func (empty) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

// source is a package as it is written.
type source struct {
	set   *gotoken.FileSet
	files map[string]*ast.File
}

// checked is a package without its tests, and the types of its own.
func checked(t *testing.T, dir string) (source, *types.Package, *types.Info) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	src := source{set: gotoken.NewFileSet(), files: map[string]*ast.File{}}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(src.set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		src.files[filepath.Base(name)] = f
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: empty{}, Error: func(error) {}} // what is imported is not there
	pkg, _ := config.Check(dir, src.set, files, info)
	return src, pkg, info
}

// keyUse is where code names a key, or the beginning of keys.
type keyUse struct {
	key
	at     gotoken.Position
	prefix bool // what follows is a code
}

// uses are all keys that the code of this package names, and the position of
// every key that no test can check.
func uses(t *testing.T) (all []keyUse, unchecked []gotoken.Position) {
	t.Helper()
	src, pkg, info := checked(t, ".")
	typ := pkg.Scope().Lookup("key").Type()
	for name, f := range src.files {
		if name == "catalogue.go" || strings.HasPrefix(name, "english") {
			continue // the catalogue itself
		}
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			at := src.set.Position(e.Pos())
			if family, ok := ofFamily(e); ok {
				if prefix, ok := family.(*ast.BasicLit); ok {
					all = append(all, keyUse{key: unquoted(prefix), at: at, prefix: true})
				}
				return false // else the family is a parameter, and named by who calls
			}
			if isCode(e) {
				unchecked = append(unchecked, at)
				return false
			}
			if v := info.Types[e].Value; v != nil && types.Identical(info.TypeOf(e), typ) {
				if k := key(constant.StringVal(v)); k != "" {
					all = append(all, keyUse{key: k, at: at, prefix: strings.HasSuffix(string(k), ".")})
				}
				return false
			}
			return true
		})
	}
	return all, unchecked
}

// ofFamily takes an expression such as "family." + key(code) apart.
func ofFamily(e ast.Expr) (family ast.Expr, ok bool) {
	b, ok := e.(*ast.BinaryExpr)
	if !ok || b.Op != gotoken.ADD || !isCode(b.Y) {
		return nil, false
	}
	return b.X, true
}

// isCode reports whether an expression makes a key of what is not a constant.
func isCode(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	name, ok := c.Fun.(*ast.Ident)
	if !ok || name.Name != "key" {
		return false
	}
	_, constant := c.Args[0].(*ast.BasicLit)
	return !constant
}

func unquoted(l *ast.BasicLit) key {
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		panic(err) // it was parsed
	}
	return key(s)
}

// known are the English texts by key, without the names of plural forms.
func known(t *testing.T) map[key][]string {
	t.Helper()
	out := map[key][]string{}
	seen := map[key]bool{}
	for _, subject := range english().texts {
		for k, text := range subject {
			if seen[k] {
				t.Errorf("the catalogue has %s twice", k)
			}
			seen[k] = true
			base, _ := k.form()
			out[base] = append(out[base], text)
		}
	}
	return out
}

func TestEveryKeyThatIsUsedHasAText(t *testing.T) {
	t.Parallel()
	texts, all := known(t), families(t)
	found, unchecked := uses(t)
	for _, at := range unchecked {
		t.Errorf("%s: this key is made of a code alone; write the name of its family in front, and list it in families", at)
	}
	for _, u := range found {
		if _, ok := texts[u.key]; !ok && !u.prefix {
			t.Errorf("%s: there is no text for %s", u.at, u.key)
		}
		if u.prefix && !slices.ContainsFunc(all, func(f family) bool { return f.prefix == string(u.key) }) {
			t.Errorf("%s: the family %s is not in families", u.at, u.key)
		}
	}
	for _, f := range all {
		for _, code := range f.codes {
			if _, ok := texts[key(f.prefix+code)]; !ok && !f.optional {
				t.Errorf("there is no text for %s", f.prefix+code)
			}
		}
	}
	if len(found) < 300 {
		t.Errorf("found %d uses of keys: the search is broken", len(found))
	}
}

func TestEveryTextIsUsed(t *testing.T) {
	t.Parallel()
	used := map[key]bool{}
	found, _ := uses(t)
	for _, u := range found {
		used[u.key] = true
	}
	for _, f := range families(t) {
		if !used[key(f.prefix)] {
			t.Errorf("nothing uses the family %s", f.prefix)
		}
		for _, code := range f.codes {
			used[key(f.prefix+code)] = true
		}
	}
	for _, k := range slices.Sorted(maps.Keys(known(t))) {
		if !used[k] {
			t.Errorf("nothing says the text of %s", k)
		}
	}
}

var verbs = regexp.MustCompile(`%(?:\[(\d+)\])?([sd%])`)

// wants is how many parts a text takes, and whether it says which ones.
func wants(text string) (n int, chosen bool) {
	next := 1
	for _, v := range verbs.FindAllStringSubmatch(text, -1) {
		if v[2] == "%" {
			continue
		}
		if v[1] != "" {
			chosen = true
			next, _ = strconv.Atoi(v[1])
		}
		n = max(n, next)
		next++
	}
	return n, chosen
}

// A text takes the parts that say and plural are given: all of them, or those
// that it chooses, or none.
func TestTextsTakeTheirParts(t *testing.T) {
	t.Parallel()
	texts, all := known(t), families(t)
	check := func(at gotoken.Position, k key, parts int) {
		for _, text := range texts[k] {
			if n, chosen := wants(text); n > parts || n < parts && n > 0 && !chosen {
				t.Errorf("%s: %q of %s takes %d parts, and is given %d", at, text, k, n, parts)
			}
		}
	}
	src, _, info := checked(t, ".")
	calls := 0
	for _, f := range src.files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || c.Ellipsis.IsValid() {
				return true
			}
			name, ok := c.Fun.(*ast.Ident)
			if !ok || name.Name != "format" && name.Name != "plural" {
				return true
			}
			arg, parts := c.Args[0], len(c.Args)-1
			if name.Name == "plural" {
				arg = c.Args[1] // the number is a part
			}
			at := src.set.Position(c.Pos())
			if v := info.Types[arg].Value; v != nil {
				calls++
				check(at, key(constant.StringVal(v)), parts)
			} else if b, ok := arg.(*ast.BinaryExpr); ok && info.Types[b.X].Value != nil {
				calls++
				for _, f := range all {
					if f.prefix != constant.StringVal(info.Types[b.X].Value) {
						continue
					}
					for _, code := range f.codes {
						check(at, key(f.prefix+code), parts)
					}
				}
			}
			return true
		})
	}
	if calls < 250 {
		t.Errorf("checked %d calls: the search is broken", calls)
	}
}

// Other languages may choose other parts and other plurals, and no others.
func TestTranslationsHaveTheKeysAndPartsOfEnglish(t *testing.T) {
	t.Parallel()
	for _, tr := range append(translations(), shouted()) {
		texts := known(t)
		for _, subject := range tr.texts {
			for k, text := range subject {
				base, _ := k.form()
				most := 0
				for _, english := range texts[base] {
					n, _ := wants(english)
					most = max(most, n)
				}
				if _, ok := texts[base]; !ok {
					t.Errorf("%s: English has no %s", tr.tag, k)
				}
				if n, _ := wants(text); n > most {
					t.Errorf("%s: %s takes %d parts, in English %d", tr.tag, k, n, most)
				}
			}
		}
	}
}
