// Package notice is the facts of everything that peerbot can say to people:
// the cards, the notes below them, the answers to commands, and the buttons.
// It has no words: what a notice looks like is package card's business. It is
// pure.
package notice
