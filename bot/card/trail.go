package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
)

// trail adds who made what was found, as far as CloudTrail told.
func (m *message) trail(n directory.Names, f finding.Finding) {
	var rows []words
	for _, d := range f.Trail {
		rows = append(rows, call(n, d))
	}
	if len(rows) > 0 {
		m.list(list{id: "trail", title: say("*Who was it?* CloudTrail says"), rows: rows, more: "more.call"})
	}
}

// call is one call: what, by whom, with what and when.
func call(n directory.Names, d peering.TrailEvent) words {
	who := say("%s of %s", code(d.Who()), bold(n.Account(d.Account())))
	if d.Account() == "" {
		who = code(d.Who())
	}
	if d.Request != "" {
		who = say("peerbot itself, for %s", named(d.Request))
		if id, ok := strings.CutPrefix(d.Source, "slack-"); ok && userID.MatchString(id) {
			who = say("%s, with the yes of %s", who, person(id))
		}
	}
	return join(" · ", say("%s%s by %s", icon("🕵️"), code(d.Event), who), agent(d.Agent), when(d.At))
}

// agents are the beginnings of user agents that people know by another name.
var agents = []struct{ part, name string }{
	{"console.amazonaws.com", "in the AWS console"},
	{"signin.amazonaws.com", "in the AWS console"},
	{"AWS-CloudFormation", "by CloudFormation"},
	{"cloudformation.amazonaws.com", "by CloudFormation"},
	{"Terraform", "with Terraform"},
	{"terraform", "with Terraform"},
	{"OpenTofu", "with OpenTofu"},
	{"Pulumi", "with Pulumi"},
	{"crossplane", "by Crossplane"},
	{"aws-cli", "with the AWS CLI"},
	{"Boto3", "with a Python program"},
	{"aws-sdk-go", "with a Go program"},
	{"aws-sdk-js", "with a JavaScript program"},
	{"aws-sdk-java", "with a Java program"},
	{"Mozilla/", "in the AWS console"},
}

// agent says with what a call was made, when that is known.
func agent(ua string) words {
	for _, a := range agents {
		if strings.Contains(ua, a.part) {
			return prose(a.name)
		}
	}
	return nil
}
