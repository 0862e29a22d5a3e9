package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func sandboxCommand() *cobra.Command {
	var addr, readyFile string
	var noAWS bool
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Start only the local Slack and AWS, to run peerbot against",
		Long: "Start the local Slack and the local AWS without the bot, and print the environment\n" +
			"that points `peerbot run` at them. They run until interrupted.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := startLocal(localOptions{addr: addr, noAWS: noAWS})
			if err != nil {
				return err
			}
			defer l.close()
			if err := l.waitReady(c.Context()); err != nil {
				return err
			}
			if err := l.ready().write(readyFile); err != nil {
				return err
			}
			out := c.OutOrStdout()
			fmt.Fprintf(out, "# the page: %s/\n# in another terminal:\n", l.slackURL)
			for _, e := range l.env() {
				name, value, _ := strings.Cut(e, "=")
				fmt.Fprintf(out, "export %s=%q\n", name, value)
			}
			fmt.Fprintf(out, "peerbot run --config %q\n", l.configFile())
			<-c.Context().Done()
			return nil
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "address of the local Slack")
	c.Flags().StringVar(&readyFile, "ready-file", "", "JSON file to write once everything answers")
	c.Flags().BoolVar(&noAWS, "no-aws", false, "start only the local Slack, and use the AWS of your environment")
	return c
}
