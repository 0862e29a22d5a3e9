package sim

import "strings"

// placeKey names one account in one Region.
type placeKey struct{ account, region string }

// isAccount says whether s is an account id: twelve digits.
func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// regions are the Regions of the partition aws. The value says that an
// account has to opt in first.
var regions = map[string]bool{
	"us-east-1": false, "us-east-2": false, "us-west-1": false, "us-west-2": false,
	"ap-south-1": false, "ap-northeast-1": false, "ap-northeast-2": false, "ap-northeast-3": false,
	"ap-southeast-1": false, "ap-southeast-2": false, "ca-central-1": false, "sa-east-1": false,
	"eu-central-1": false, "eu-west-1": false, "eu-west-2": false, "eu-west-3": false, "eu-north-1": false,
	"af-south-1": true, "ap-east-1": true, "ap-south-2": true, "ap-southeast-3": true, "ap-southeast-4": true,
	"ca-west-1": true, "eu-central-2": true, "eu-south-1": true, "eu-south-2": true,
	"il-central-1": true, "me-central-1": true, "me-south-1": true,
}

func regionEndpoint(region string) string { return "ec2." + region + ".amazonaws.com" }

// zoneID returns the id of the n-th availability zone of a Region, such as
// apne1-az1 for ap-northeast-1.
func zoneID(region string, n int) string {
	part := strings.Split(region, "-")
	short := part[0]
	for _, compass := range []string{"north", "south", "east", "west", "central"} {
		if strings.Contains(part[1], compass) {
			short += compass[:1]
		}
	}
	return short + part[len(part)-1] + "-az" + string(rune('0'+n))
}
