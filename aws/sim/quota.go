package sim

// Codes of the quotas of the service vpc that the cloud serves and enforces.
const (
	quotaActive   = "L-7E9ECCDB"
	quotaRequests = "L-DC9F7029"
	quotaRoutes   = "L-93826ACB"
	quotaTables   = "L-589F43AA"
	quotaBlocks   = "L-83CA0A9D"
	quotaRules    = "L-0EA8095F"
	quotaExpiry   = "L-8312C5BB"
)

// quotaDefaults are the quotas of the service vpc.
var quotaDefaults = map[string]struct {
	name       string
	value      float64
	adjustable bool
}{
	quotaActive:   {"Active VPC peering connections per VPC", 50, true},
	quotaRequests: {"Outstanding VPC peering connection requests", 25, true},
	quotaRoutes:   {"Routes per route table", 50, true},
	quotaTables:   {"Route tables per VPC", 200, true},
	quotaBlocks:   {"IPv4 CIDR blocks per VPC", 5, true},
	quotaRules:    {"Inbound or outbound rules per security group", 60, true},
	quotaExpiry:   {"Expiry time for an unaccepted VPC peering connection request (hours)", 168, false},
}

// quotaKey is one quota of one account in one Region.
type quotaKey struct {
	placeKey
	code string
}

// defaultQuota returns the number of accounts that asked for no other.
func defaultQuota(code string, a Answers) float64 {
	if code == quotaRoutes && a.ManyRoutes {
		return 500
	}
	return quotaDefaults[code].value
}
