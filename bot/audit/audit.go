// Package audit is what makes the audit log worth something outside of its
// database: heads to keep elsewhere, and signatures. It is pure.
//
// Each line of the log covers the one before by its hash, which shows a change
// in the middle. Whoever can write to the database can also make all hashes
// again, or cut the end off: only what is kept elsewhere, or signed with a key
// that is, shows that.
package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Head is how far the log goes: its number of lines, and the hash of the last.
type Head struct {
	Count int64
	Hash  string // 64 hex digits; empty of an empty log
}

// String returns a head as it is printed, and read by ParseHead: "417:9f8e…".
func (h Head) String() string { return strconv.FormatInt(h.Count, 10) + ":" + h.Hash }

// ParseHead reads what Head.String wrote.
func ParseHead(text string) (Head, error) {
	count, hash, ok := strings.Cut(strings.TrimSpace(text), ":")
	n, err := strconv.ParseInt(count, 10, 64)
	raw, hexErr := hex.DecodeString(hash)
	if !ok || err != nil || n < 1 || hexErr != nil || len(raw) != sha256.Size {
		return Head{}, fmt.Errorf("%q is not the head of an audit log; write it as --verify prints it, 417:9f8e…", text)
	}
	return Head{Count: n, Hash: hash}, nil
}

// Key signs heads. The zero value signs nothing.
type Key struct{ private ed25519.PrivateKey }

// ParseKey reads a key: 32 bytes in base64, as `openssl rand -base64 32` prints
// them. Empty text is the zero Key.
func ParseKey(text string) (Key, error) {
	if text = strings.TrimSpace(text); text == "" {
		return Key{}, nil
	}
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return Key{}, errors.New("the audit key must be 32 bytes in base64, as `openssl rand -base64 32` prints them")
	}
	return Key{ed25519.NewKeyFromSeed(seed)}, nil
}

// Given reports whether there is a key.
func (k Key) Given() bool { return k.private != nil }

// Sign returns the signature of a head, for the installation with this name.
func (k Key) Sign(install string, h Head) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, message(install, h)))
}

// Signed reports whether signature is of the key, for the head.
func (k Key) Signed(install string, h Head, signature string) bool {
	raw, err := base64.StdEncoding.DecodeString(signature)
	public, ok := k.private.Public().(ed25519.PublicKey)
	return err == nil && ok && ed25519.Verify(public, message(install, h), raw)
}

func message(install string, h Head) []byte {
	return fmt.Appendf(nil, "peerbot audit 1\n%s\n%s\n", install, h)
}
