package audit_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"peerbot/bot/audit"
)

func TestHeadsAreReadAsTheyArePrinted(t *testing.T) {
	t.Parallel()
	h := audit.Head{Count: 417, Hash: strings.Repeat("9f", 32)}
	if got, err := audit.ParseHead(" " + h.String() + "\n"); err != nil || got != h {
		t.Errorf("ParseHead(%s) = %v, %v", h, got, err)
	}
	for _, bad := range []string{"", "417", "417:", ":9f", "0:" + h.Hash, "-1:" + h.Hash, "417:" + h.Hash[1:], "417:" + strings.Repeat("xy", 32)} {
		if _, err := audit.ParseHead(bad); err == nil {
			t.Errorf("ParseHead(%q) is no error", bad)
		}
	}
}

func TestASignatureIsOfOneHeadOneInstallationAndOneKey(t *testing.T) {
	t.Parallel()
	key := func(c string) audit.Key {
		k, err := audit.ParseKey(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(c, 32))))
		if err != nil || !k.Given() {
			t.Fatalf("ParseKey: %v", err)
		}
		return k
	}
	a, b := key("a"), key("b")
	h := audit.Head{Count: 2, Hash: strings.Repeat("0f", 32)}
	signature := a.Sign("prod", h)
	other := h
	other.Count++
	for name, ok := range map[string]bool{
		"itself":               a.Signed("prod", h, signature),
		"another head":         !a.Signed("prod", other, signature),
		"another installation": !a.Signed("lab", h, signature),
		"another key":          !b.Signed("prod", h, signature),
		"nothing":              !a.Signed("prod", h, ""),
		"text":                 !a.Signed("prod", h, "not base64"),
	} {
		if !ok {
			t.Errorf("%s: wrong", name)
		}
	}
	for _, bad := range []string{"short", base64.StdEncoding.EncodeToString([]byte("31 bytes are too few for a key.")), "!!!"} {
		if _, err := audit.ParseKey(bad); err == nil {
			t.Errorf("ParseKey(%q) is no error", bad)
		}
	}
	if k, err := audit.ParseKey(" \n"); err != nil || k.Given() {
		t.Errorf("no key: %v", err)
	}
}
