package main

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"peerbot/aws/live"
)

// The forms of `peerbot policy`.
const (
	formRole  = "role"
	formTrust = "trust"
	formBot   = "bot"
)

// Characters without white space that IAM takes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	maxManagedPolicy = 6144
	maxInlinePolicy  = 10240 // all of a role's together
)

// policyFlags are what `peerbot policy` is asked for.
type policyFlags struct {
	config, account, form, principal string
	onlyTagged                       []string
	anyPeer, withExternalID          bool
}

func policyCommand() *cobra.Command {
	var f policyFlags
	c := &cobra.Command{
		Use:   "policy",
		Short: "Print the IAM policies that peerbot needs",
		Long: "Print an IAM policy as JSON, made from the calls that peerbot makes and from the configuration. It allows\n" +
			"no more than is needed: only the configured accounts and Regions, only peerings with peerbot's tags.\n\n" +
			"  peerbot policy --account prod                               what the role in that account may do\n" +
			"  peerbot policy --account prod --form trust --principal ARN  who may assume it: peerbot's own role or user\n" +
			"  peerbot policy --form bot                                   what peerbot's own role or user may do\n\n" +
			"The trust policy has a placeholder for the external id, unless you add --with-external-id.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c.OutOrStdout(), c.ErrOrStderr()) },
	}
	c.Flags().StringVar(&f.config, "config", "peerbot.yaml", "configuration file")
	c.Flags().StringVar(&f.account, "account", "", "alias or id of an account")
	c.Flags().StringVar(&f.form, "form", "", "role, trust or bot (default role with --account, bot without)")
	c.Flags().StringVar(&f.principal, "principal", "", "for the trust policy: the ARN of the role or user that peerbot runs as")
	c.Flags().StringArrayVar(&f.onlyTagged, "only-tagged", nil, "KEY=VALUE: change only VPCs and route tables with this tag; may be repeated")
	c.Flags().BoolVar(&f.anyPeer, "any-peer", false, "leave out the list of accounts to peer with, if it is too long for IAM")
	c.Flags().BoolVar(&f.withExternalID, "with-external-id", false, "print the external id in the trust policy")
	return c
}

var principalShape = regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:(role|user)/[\w+=,.@/-]{1,512}$`)

// run prints one policy. What the person should know of it goes to notes.
func (f policyFlags) run(out, notes io.Writer) error {
	f.form = cmp.Or(f.form, map[bool]string{true: formBot, false: formRole}[f.account == ""])
	tags, err := f.check()
	if err != nil {
		return &usageError{fmt.Errorf("%w; see peerbot policy --help", err)}
	}
	cfg, err := readConfig(f.config)
	if err != nil {
		return err
	}
	accounts := cfg.source().Roles()
	o := live.PolicyOptions{Peers: accounts, Install: cfg.Name, OnlyTagged: tags}
	if f.anyPeer {
		o.Peers = nil
	}
	var p live.Policy
	if f.form == formBot {
		p = live.BotPolicy(accounts, o)
	} else if p, err = f.ofAccount(accounts, o, notes); err != nil {
		return err
	}
	raw, err := p.JSON()
	if err != nil {
		return err
	}
	switch n := policySize(string(raw)); {
	case n > maxInlinePolicy:
		return fmt.Errorf("the policy has %d characters, and IAM allows %d; use --any-peer to leave out the list of accounts", n, maxInlinePolicy)
	case n > maxManagedPolicy:
		fmt.Fprintf(notes, "note: %d characters; IAM allows that in an inline policy of a role, but only %d in a managed policy\n", n, maxManagedPolicy)
	}
	_, err = out.Write(raw)
	return err
}

// check refuses flags that do not go together, and returns the tags.
func (f policyFlags) check() (map[string]string, error) {
	switch f.form {
	case formRole, formTrust:
		if f.account == "" {
			return nil, fmt.Errorf("--form %s is for one account; name it with --account", f.form)
		}
	case formBot:
		if f.account != "" {
			return nil, fmt.Errorf("--form bot is one policy for all accounts; leave out --account")
		}
	default:
		return nil, fmt.Errorf("--form must be role, trust or bot, not %q", f.form)
	}
	switch trust := f.form == formTrust; {
	case trust && f.principal == "":
		return nil, fmt.Errorf("a trust policy names who is trusted; add --principal with the ARN of the role or user that peerbot runs as")
	case trust && !principalShape.MatchString(f.principal):
		return nil, fmt.Errorf("--principal %q is not the ARN of a role or user; it looks like arn:aws:iam::999999999999:role/peerbot", f.principal)
	case trust && (len(f.onlyTagged) > 0 || f.anyPeer):
		return nil, fmt.Errorf("--only-tagged and --any-peer don't apply to a trust policy")
	case !trust && (f.principal != "" || f.withExternalID):
		return nil, fmt.Errorf("--principal and --with-external-id are only for --form trust")
	}
	tags := map[string]string{}
	for _, t := range f.onlyTagged {
		key, value, ok := strings.Cut(t, "=")
		if _, twice := tags[key]; !ok || key == "" || twice {
			return nil, fmt.Errorf("--only-tagged %q is not KEY=VALUE, or repeats a key", t)
		}
		tags[key] = value
	}
	return tags, nil
}

// ofAccount returns the role's policy or its trust policy.
func (f policyFlags) ofAccount(accounts []live.Account, o live.PolicyOptions, notes io.Writer) (live.Policy, error) {
	var a live.Account
	var known []string
	for _, x := range accounts {
		if strings.EqualFold(x.Alias, f.account) || x.ID == f.account {
			a = x
		}
		known = append(known, x.Alias)
	}
	switch {
	case a.ID == "":
		return live.Policy{}, fmt.Errorf("%s has no account %q; it has %s", f.config, f.account, strings.Join(known, ", "))
	case a.RoleARN == "":
		return live.Policy{}, fmt.Errorf("%s has no role_arn, so peerbot uses its own identity there; see --form bot", a)
	case f.form == formRole:
		return live.RolePolicy(a, o), nil
	case a.ExternalID == "":
		fmt.Fprintf(notes, "note: %s has no external_id in the configuration, so the trust policy requires none\n", a)
	case !f.withExternalID:
		a.ExternalID = "EXTERNAL-ID-OF-" + a.Alias
		fmt.Fprintf(notes, "note: replace %s with the external_id of %s, or print it with --with-external-id\n", a.ExternalID, a.Alias)
	}
	return live.TrustPolicy(f.principal, a.ExternalID), nil
}

// policySize counts as IAM does: without white space.
func policySize(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
