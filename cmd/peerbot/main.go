// Command peerbot is a Slack bot that peers VPCs across AWS accounts with the
// approval of their owners.
//
// This package is the only place where the bot meets AWS, SQL and Slack: see
// wire.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones of the configuration, wherever it runs

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it. It returns the exit
// code: 0 when all is well, 1 when not, 2 for a command line that is wrong.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	stdout, stderr = terminal{stdout}, terminal{stderr}
	root := &cobra.Command{
		Use:   "peerbot",
		Short: "A Slack bot that peers VPCs across AWS accounts, with the approval of their owners",
		Long: "peerbot is a self-hosted Slack bot for people who run many AWS accounts. Somebody requests a VPC\n" +
			"peering, an owner of the other account approves it, and peerbot creates it on both sides.\n\n" +
			"Try it without an account or a token: peerbot demo",
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	root.AddCommand(
		runCommand(getenv),
		demoCommand(),
		sandboxCommand(),
		checkCommand(getenv),
		auditCommand(getenv),
		pauseCommand(getenv),
		resumeCommand(getenv),
		sweepCommand(getenv),
		accessCommand(getenv),
		manifestCommand(),
		policyCommand(),
		versionCommand(),
	)
	root.SuggestionsMinimumDistance = 2
	root.Args = unknownCommand
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "peerbot: %v\n", err)
	if code, ok := errors.AsType[*exitError](err); ok {
		return code.code
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return 2
	}
	return 1
}

// unknownCommand refuses what no command is called, with a hint.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if like := c.SuggestionsFor(args[0]); len(like) > 0 {
		hint = fmt.Sprintf("did you mean %s? ", like[0])
	}
	return &usageError{fmt.Errorf("unknown command %q; %ssee %s --help", args[0], hint, c.CommandPath())}
}
