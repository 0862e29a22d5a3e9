package peering

import (
	"slices"
	"testing"
)

func TestMarksOfOtherToolsAreRecognised(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]string{
		"CloudFormation": {"aws:cloudformation:stack-name": "net"},
		"Terraform":      {"ManagedBy": "Terraform"},
		"Pulumi":         {"pulumi:project": "net"},
		"Crossplane":     {"crossplane-kind": "vpcpeeringconnection.ec2.aws.crossplane.io"},
		"Kubernetes":     {"services.k8s.aws/controller-version": "ec2-1"},
		"acme-net":       {"managed-by": "acme-net"},
		"":               {"Name": "x", "managed-by": "peerbot"},
	}
	for tool, tags := range tests {
		if got, _ := controller(tags); got != tool {
			t.Errorf("controller(%v) = %q, want %q", tags, got, tool)
		}
	}
	have := unpeered()
	c := Connection{ID: "pcx-hand", Status: Active, Requester: tokyo, Accepter: seoul, Tags: map[string]string{"terraform": "yes"}}
	have.Requester.Connections, have.Accepter.Connections = []Connection{c}, []Connection{c}
	want, _ := Adopt("", "P9", c, have)
	got := Check(want, have)
	if !slices.ContainsFunc(got, func(p Problem) bool { return p.Code == OtherController && !p.Blocking }) {
		t.Errorf("Check = %+v, want a warning of the other controller", got)
	}
}
