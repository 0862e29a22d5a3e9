package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
)

// trail adds who made what was found, as far as CloudTrail told.
func (m *message) trail(n directory.Names, f finding.Finding) {
	var rows []richText
	for _, d := range f.AuditEvents {
		rows = append(rows, call(n, d))
	}
	if len(rows) > 0 {
		m.list(list{id: "trail", title: format("trail.title"), rows: rows, more: "more.call"})
	}
}

// call is one call: what, by whom, with what and when.
func call(n directory.Names, d peering.AuditEvent) richText {
	who := format("trail.of-account", idOrCommand(d.Who()), bold(n.Account(d.Account())))
	if d.Account() == "" {
		who = idOrCommand(d.Who())
	}
	if d.Request != "" {
		who = format("trail.peerbot", code(d.Request))
		if id, ok := strings.CutPrefix(d.Source, "slack-"); ok && userID.MatchString(id) {
			who = format("trail.approved-by", who, person(id))
		}
	}
	return join(" · ", icon("🕵️", format("trail.call", idOrCommand(d.Event), who)), agent(d.Agent), when(d.At))
}

// agents are the beginnings of user agents that people know by another name.
var agents = []struct {
	part string
	name key
}{
	{"console.amazonaws.com", "trail.agent.console"},
	{"signin.amazonaws.com", "trail.agent.console"},
	{"AWS-CloudFormation", "trail.agent.cloudformation"},
	{"cloudformation.amazonaws.com", "trail.agent.cloudformation"},
	{"Terraform", "trail.agent.terraform"},
	{"terraform", "trail.agent.terraform"},
	{"OpenTofu", "trail.agent.opentofu"},
	{"Pulumi", "trail.agent.pulumi"},
	{"crossplane", "trail.agent.crossplane"},
	{"aws-cli", "trail.agent.cli"},
	{"Boto3", "trail.agent.python"},
	{"aws-sdk-go", "trail.agent.go"},
	{"aws-sdk-js", "trail.agent.javascript"},
	{"aws-sdk-java", "trail.agent.java"},
	{"Mozilla/", "trail.agent.console"},
}

// agent says with what a call was made, when that is known.
func agent(ua string) richText {
	for _, a := range agents {
		if strings.Contains(ua, a.part) {
			return format(a.name)
		}
	}
	return nil
}
