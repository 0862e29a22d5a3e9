package sim

import (
	"fmt"
	"net/http"
)

// authorize decides whether the caller may do the action to the resources,
// given as ARNs; none means "*". Handlers call it once, when they have read
// all parameters and before the first effect. It is also what refuses unknown
// parameters and ends a dry run.
func (k *call) authorize(resources ...string) error {
	k.authorized = true
	if speaksJSON(k.service) {
		return k.permit(resources)
	}
	dry := k.service == "ec2" && !k.noDryRun && k.in.flag("DryRun")
	if err := k.in.bad(); err != nil {
		return err
	}
	if err := k.in.unread(); err != nil {
		return err
	}
	if k.service == "ec2" {
		if err := k.permit(resources); err != nil {
			return err
		}
	}
	if dry {
		return errDryRun()
	}
	return nil
}

func errDryRun() error {
	return refuseWith(http.StatusPreconditionFailed, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
}

// permit asks IAM about every resource of a call that is not of STS, and
// about the tags that it gives to what it creates.
func (k *call) permit(resources []string) error {
	if !k.who.limited() {
		return nil
	}
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	action := k.service + ":" + k.action
	for _, r := range resources {
		if err := k.ask(attempt{action, r, k.keys(r)}); err != nil {
			return err
		}
	}
	for kind, tags := range k.createdTags() {
		if len(tags) == 0 {
			continue
		}
		arn := k.arn(idKind{resource: kind}, "*")
		keys := k.keys(arn)
		keys["ec2:createaction"] = []string{k.action}
		// Nobody says whether a tag at creation knows the VPCs; without them
		// a policy has to name the action that creates, as AWS's examples do.
		delete(keys, "ec2:requestervpc")
		delete(keys, "ec2:acceptervpc")
		if err := k.ask(attempt{"ec2:CreateTags", arn, keys}); err != nil {
			return err
		}
	}
	return nil
}

// ask refuses an attempt in the words of the service.
func (k *call) ask(a attempt) error {
	reason := k.who.refusalReason(a)
	if reason == "" {
		return nil
	}
	on := ""
	if a.resource != "*" {
		on = " on resource: " + a.resource
	}
	text := fmt.Sprintf("User: %s is not authorized to perform: %s%s %s", k.who.arn, a.action, on, reason)
	if speaksJSON(k.service) {
		return refuse("AccessDeniedException", "%s", text)
	}
	text = "You are not authorized to perform this operation. " + text
	if a.resource != "*" {
		text += ". Encoded authorization failure message: " + a.encodeDenial(k.who, reason)
	}
	return refuseWith(http.StatusForbidden, "UnauthorizedOperation", "%s", text)
}
