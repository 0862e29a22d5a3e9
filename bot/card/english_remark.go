package card

// englishRemark are what could be narrower, by code, and what makes it so:
// %[1]s is the VPC, %[2]s the other one; %[3]s a destination, %[4]s route tables,
// %[5]s how many there are, %[6]s what subnets use of the destination; %[7]s a
// security group, %[8]s what a rule of it lets through, %[9]s from where.
var englishRemark = texts{
	"remark.wide-route":       "the route to %[3]s in %[4]s is wider than the CIDRs of %[2]s",
	"remark.public-table":     "%[4]s routes to an internet gateway and to the peering",
	"remark.open-group":       "security group %[7]s allows %[8]s in from %[9]s, which covers all of %[2]s",
	"remark.every-table":      "%[5]s have routes to the peering: all that there are",
	"remark.main-table":       "%[4]s is the main route table: every subnet without its own uses it",
	"remark.whole-block":      "the route to %[3]s covers a whole CIDR block of %[2]s",
	"remark.whole-block.used": "the route to %[3]s covers a whole CIDR block of %[2]s; its subnets use only %[6]s",
	"remark.whole-vpc":        "the route to %[3]s covers all of %[2]s",
	"remark.whole-vpc.used":   "the route to %[3]s covers all of %[2]s; its subnets use only %[6]s",

	"remark-hint.wide-route":   "Delete the route in AWS, then %s to approve that.",
	"remark-hint.public-table": "Delete the routes there in AWS, then %s to approve that. In a new request, say `routes=private`.",
	"remark-hint.open-group":   "Its owner can allow a security group of the other VPC instead. peerbot never changes security groups.",
	"remark-hint.every-table":  "Delete the routes in AWS where they aren't needed, then %s to approve that. In a new request, say `routes=rtb-…,rtb-…`.",
	"remark-hint.main-table":   "Delete the routes there in AWS, then %s to approve that. In a new request, say `routes=rtb-…,rtb-…`.",
	"remark-hint.whole-block":  "In AWS, put routes to the subnets that matter in its place, then %s to approve that.",
}
