package sim

import "testing"

func TestConditionsHold(t *testing.T) {
	t.Parallel()
	const vpc = "arn:aws:ec2:ap-northeast-1:111111111111:vpc/vpc-1"
	keys := map[string][]string{
		"ec2:region": {"ap-northeast-1"}, "aws:tagkeys": {"Name", "managed-by"}, "ec2:acceptervpc": {vpc},
		"aws:resourcetag/managed-by": {"peerbot"}, "sts:rolesessionname": {"peerbot-R42"},
	}
	for _, tt := range []struct {
		op, key string
		values  []string
		want    bool
	}{
		{"StringEquals", "ec2:Region", []string{"us-east-1", "ap-northeast-1"}, true},
		{"StringEquals", "EC2:REGION", []string{"ap-northeast-1"}, true},
		{"StringEquals", "ec2:Region", []string{"AP-northeast-1"}, false},
		{"StringEquals", "ec2:Region", []string{"ap-*"}, false},
		{"StringEquals", "ec2:CreateAction", []string{"CreateVpc"}, false},
		{"StringEquals", "aws:ResourceTag/managed-by", []string{"peerbot"}, true},
		{"StringEquals", "aws:ResourceTag/Managed-By", []string{"peerbot"}, true},
		{"StringEquals", "aws:ResourceTag/other", []string{"peerbot"}, false},
		{"StringEqualsIgnoreCase", "ec2:Region", []string{"AP-northeast-1"}, true},
		{"StringNotEquals", "ec2:Region", []string{"us-east-1"}, true},
		{"StringNotEquals", "ec2:Region", []string{"us-east-1", "ap-northeast-1"}, false},
		{"StringNotEquals", "ec2:CreateAction", []string{"CreateVpc"}, true}, // a key that is not there
		{"StringNotEqualsIgnoreCase", "ec2:Region", []string{"AP-northeast-1"}, false},
		{"StringEqualsIfExists", "ec2:CreateAction", []string{"CreateVpc"}, true},
		{"StringEqualsIfExists", "ec2:Region", []string{"us-east-1"}, false},
		{"StringLike", "sts:RoleSessionName", []string{"peerbot-*"}, true},
		{"StringLike", "sts:RoleSessionName", []string{"peerbot-R4?"}, true},
		{"StringLike", "sts:RoleSessionName", []string{"slack-*", `peerbot\-*`}, false},
		{"StringNotLike", "sts:RoleSessionName", []string{"peerbot-*"}, false},
		{"ArnLike", "ec2:AccepterVpc", []string{"arn:aws:ec2:*:111111111111:vpc/*"}, true},
		{"ArnEquals", "ec2:AccepterVpc", []string{"arn:aws:ec2:*:111111111111:vpc/*"}, true},
		{"ArnLike", "ec2:AccepterVpc", []string{"arn:aws:ec2:*:222222222222:vpc/*"}, false},
		{"ArnLike", "ec2:AccepterVpc", []string{"arn:aws:ec2:*vpc/*"}, false}, // no * reaches over a colon
		{"ArnLike", "ec2:AccepterVpc", []string{"*"}, false},
		{"ArnLike", "ec2:Region", []string{"*"}, false}, // not an ARN
		{"ArnNotLike", "ec2:AccepterVpc", []string{"arn:aws:ec2:*:222222222222:vpc/*"}, true},
		{"ArnLikeIfExists", "ec2:RequesterVpc", []string{vpc}, true},
		{"ForAllValues:StringEquals", "aws:TagKeys", []string{"managed-by", "Name", "third"}, true},
		{"ForAllValues:StringEquals", "aws:TagKeys", []string{"Name"}, false},
		{"ForAllValues:StringEquals", "sts:TransitiveTagKeys", []string{"Name"}, true}, // of no values
		{"ForAllValues:StringNotEquals", "aws:TagKeys", []string{"Name"}, false},
		{"ForAnyValue:StringEquals", "aws:TagKeys", []string{"Name"}, true},
		{"ForAnyValue:StringEquals", "aws:TagKeys", []string{"third"}, false},
		{"ForAnyValue:StringEquals", "sts:TransitiveTagKeys", []string{"Name"}, false},
		{"ForAnyValue:StringNotEquals", "sts:TransitiveTagKeys", []string{"Name"}, false},
		{"Null", "ec2:CreateAction", []string{"true"}, true},
		{"Null", "ec2:Region", []string{"true"}, false},
		{"Null", "ec2:Region", []string{"false"}, true},
	} {
		c, err := parseCondition(tt.op, tt.key, tt.values)
		if err != nil {
			t.Errorf("%s %s %q: %v", tt.op, tt.key, tt.values, err)
			continue
		}
		if got := c.holds(keys); got != tt.want {
			t.Errorf("%s %s %q = %t, want %t", tt.op, tt.key, tt.values, got, tt.want)
		}
	}
}

func FuzzPolicy(f *testing.F) {
	for _, text := range []string{
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}`,
		`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":["ec2:C*"],"Resource":["arn:aws:ec2:*:*:vpc/*"],"Condition":{"Null":{"ec2:Region":"true"}}}]}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}`,
		`{"Statement":[null]}`, `{"Statement":{"Condition":{"":{"":[]}}}}`, `[[{`, `"x"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []policyKind{identityPolicy, trustPolicy} {
			d, err := parsePolicy(text, kind)
			if err != nil {
				continue
			}
			for _, s := range d {
				if len(s.actions) == 0 || (s.resources == nil) == (s.principals == nil) {
					t.Errorf("%q was taken, and says %+v", text, s)
				}
			}
			d.decide(attempt{"ec2:CreateVpc", "arn:aws:ec2:r:1:vpc/*", map[string][]string{"ec2:region": {"r"}}}, func(string) bool { return true })
		}
	})
}
