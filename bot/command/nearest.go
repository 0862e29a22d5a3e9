package command

import "strings"

// nearest is the word of options that s was probably meant to be: the only
// one that begins with it, or the one that is at most about a third of s away.
// Empty when none is, or when s is empty.
func nearest(s string, options []string) string {
	s = strings.ToLower(s)
	n := len([]rune(s))
	if n == 0 || n > 32 {
		return ""
	}
	begins := ""
	for _, o := range options {
		if !strings.HasPrefix(o, s) {
			continue
		}
		if begins != "" {
			begins = ""
			break
		}
		begins = o
	}
	if begins != "" {
		return begins
	}
	best, limit := "", max(1, (n+1)/3)
	for _, o := range options {
		if d := distance(s, o); d <= limit {
			best, limit = o, d-1
		}
	}
	return best
}

// distance counts the edits from a to b: insert, delete, replace a letter, or
// swap two neighbours.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	d := make([][]int, len(x)+1)
	for i := range d {
		d[i] = make([]int, len(y)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(x)][len(y)]
}

// orList joins words as in usage lines: "a|b|c".
func orList(words []string) string { return strings.Join(words, "|") }
