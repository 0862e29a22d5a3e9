package sim

import (
	"cmp"
	"slices"
)

// groupRule is a rule with the group that it is of.
type groupRule struct {
	*rule
	of     *group
	egress bool
}

// describeSecurityGroupRules lists the rules of all groups one by one.
func (k *call) describeSecurityGroupRules() error {
	var list []*groupRule
	for _, g := range k.place.groups.all {
		for _, egress := range []bool{false, true} {
			for _, r := range *g.rules(egress) {
				list = append(list, &groupRule{r, g, egress})
			}
		}
	}
	slices.SortFunc(list, func(a, b *groupRule) int { return cmp.Compare(a.seq, b.seq) })
	var all shelf[*groupRule]
	for _, r := range list {
		all.put(r)
	}
	return describe(k, listing[*groupRule]{
		set: "securityGroupRuleSet", idParam: "SecurityGroupRuleId", min: 5, max: 1000,
		check: kindRule.check,
		find:  all.get,
		lost:  kindRule.errMissing,
		all:   all.all,
		fields: fields[*groupRule]{
			"group-id":               func(r *groupRule) []string { return []string{r.of.id} },
			"security-group-rule-id": func(r *groupRule) []string { return []string{r.id} },
		},
		tags: func(r *groupRule) map[string]string { return k.tagsOf(r.id) },
		write: func(r *groupRule) {
			k.writeRule(r.of, r.rule, r.egress, func() { k.writeNamed(r.of, r.rule) })
		},
	})
}
