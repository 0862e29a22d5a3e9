package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// exitError ends the program with an exit code that answers a script's question.
type exitError struct {
	error
	code int
}

// usageError is a command line that is wrong: exit code 2.
type usageError struct{ error }

// noArgs returns a *usageError, with a hint, when there are arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &usageError{fmt.Errorf("%s takes no arguments, but got %q; see %s --help", c.CommandPath(), args[0], c.CommandPath())}
	}
	return nil
}

// Exit codes of sweep and access, for scripts.
const (
	exitDrift  = 2
	exitUnread = 3
)
