package sim

import "strings"

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

// OptIn enables a Region that is disabled until an account asks for it, such
// as ap-east-1.
func (c *Cloud) OptIn(account, region string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.optedIn[placeKey{account, region}] = true
}

// regionDenial says whether an account may call a Region.
func (c *Cloud) regionDenial(account, region string) denial {
	optIn, ok := regions[region]
	switch {
	case !ok:
		return badRegion
	case optIn && !c.optedIn[placeKey{account, region}]:
		return closedRegion
	}
	return none
}

// region is a Region as one account sees it.
type region struct {
	base
	optIn string
}

// describeRegions lists the Regions. Those that need an opt-in appear when
// they have it, or with AllRegions.
func (k *call) describeRegions() error {
	all := k.in.flag("AllRegions")
	var shown shelf[*region]
	for i, name := range sortedKeys(regions) {
		r := &region{base{name, uint64(i + 1)}, "opt-in-not-required"}
		if regions[name] {
			r.optIn = "not-opted-in"
			if k.cloud.optedIn[placeKey{k.who.account, name}] {
				r.optIn = "opted-in"
			}
		}
		if all || r.optIn != "not-opted-in" {
			shown.put(r)
		}
	}
	return describe(k, listing[*region]{
		set:     "regionInfo",
		idParam: "RegionName",
		check: func(name string) error {
			if _, ok := regions[name]; !ok {
				return refuse("InvalidParameterValue", "Invalid region name: %s", clip(name))
			}
			return nil
		},
		find: shown.get,
		lost: func(name string) error { return refuse("InvalidParameterValue", "Invalid region name: %s", clip(name)) },
		all:  shown.all,
		fields: fields[*region]{
			"endpoint":      func(r *region) []string { return []string{regionEndpoint(r.id)} },
			"opt-in-status": func(r *region) []string { return []string{r.optIn} },
			"region-name":   func(r *region) []string { return []string{r.id} },
		},
		write: func(r *region) {
			k.out.text("regionName", r.id)
			k.out.text("regionEndpoint", regionEndpoint(r.id))
			k.out.text("optInStatus", r.optIn)
		},
	})
}

func regionEndpoint(region string) string { return "ec2." + region + ".amazonaws.com" }

// describeAccountAttributes answers with the limits that EC2 still lists
// there. Those of peering are not among them.
func (k *call) describeAccountAttributes() error {
	values := map[string]string{
		"supported-platforms": "VPC", "default-vpc": "none", "max-instances": "20",
		"vpc-max-security-groups-per-interface": "5", "max-elastic-ips": "5", "vpc-max-elastic-ips": "5",
	}
	names := k.in.texts("AttributeName")
	if err := k.authorize(); err != nil {
		return err
	}
	for _, n := range names {
		if _, ok := values[n]; !ok {
			return errValue("AttributeName", clip(n))
		}
	}
	if len(names) == 0 {
		names = sortedKeys(values)
	}
	k.out.open("accountAttributeSet")
	for _, n := range names {
		k.out.open("item")
		k.out.text("attributeName", n)
		k.out.open("attributeValueSet")
		k.out.open("item")
		k.out.text("attributeValue", values[n])
		k.out.close("item")
		k.out.close("attributeValueSet")
		k.out.close("item")
	}
	k.out.close("accountAttributeSet")
	return nil
}

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
