package sim

import (
	"encoding/json"
	"net/http"
	"strings"
)

const jsonType = "application/x-amz-json-1.1"

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

// SetQuota changes the number that an account has for a quota of the service
// vpc, such as L-7E9ECCDB, in a Region. What is served is what is enforced,
// but for L-8312C5BB, which AWS does not let anybody change.
func (c *Cloud) SetQuota(account, region, code string, value float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quotas[quotaKey{placeKey{account, region}, code}] = value
}

// quota returns a number that is in force.
func (c *Cloud) quota(p placeKey, code string) float64 {
	if v, ok := c.quotas[quotaKey{p, code}]; ok && quotaDefaults[code].adjustable {
		return v
	}
	return c.defaultQuota(code)
}

// defaultQuota returns the number of accounts that asked for no other.
func (c *Cloud) defaultQuota(code string) float64 {
	if code == quotaRoutes && c.answers.ManyRoutes {
		return 500
	}
	return quotaDefaults[code].value
}

// quotaInput is the input of all actions of Service Quotas.
type quotaInput struct {
	ServiceCode string
	QuotaCode   string
	ContextID   string `json:"ContextId"`
	MaxResults  int
	NextToken   string
}

// quotaOutput is one quota on the wire.
type quotaOutput struct {
	ServiceCode string
	ServiceName string
	QuotaArn    string
	QuotaCode   string
	QuotaName   string
	Value       float64
	Unit        string
	Adjustable  bool
	GlobalQuota bool
}

// quotaAction returns the action of a request to Service Quotas and what does
// it, nil for one that does not exist.
func (k *call) quotaAction(h http.Header, body []byte) (string, func(*call) error) {
	action := strings.TrimPrefix(h.Get("X-Amz-Target"), "ServiceQuotasV20190624.")
	var do func(*call, quotaInput) (any, error)
	switch action {
	case "GetServiceQuota":
		do = (*call).getServiceQuota
	case "GetAWSDefaultServiceQuota":
		do = (*call).getDefaultServiceQuota
	case "ListServiceQuotas":
		do = (*call).listServiceQuotas
	default:
		return action, nil
	}
	return action, func(k *call) error {
		var in quotaInput
		if err := readJSON(body, &in); err != nil {
			return err
		}
		if in.ServiceCode == "" || in.QuotaCode == "" && action != "ListServiceQuotas" {
			return refuse("IllegalArgumentException", "ServiceCode and QuotaCode are required")
		}
		var resources []string
		if action == "GetServiceQuota" {
			resources = []string{k.quotaARN(in.ServiceCode, in.QuotaCode)}
		}
		if err := k.authorize(resources...); err != nil {
			return err
		}
		out, err := do(k, in)
		if err != nil {
			return err
		}
		return json.NewEncoder(k.out).Encode(out)
	}
}

func (k *call) quotaARN(service, code string) string {
	return "arn:" + k.cloud.partition + ":servicequotas:" + k.region + ":" + k.who.account + ":" + clip(service) + "/" + clip(code)
}

func (k *call) quotaOutput(code string, value float64) quotaOutput {
	q := quotaDefaults[code]
	return quotaOutput{
		ServiceCode: "vpc",
		ServiceName: "Amazon Virtual Private Cloud (Amazon VPC)",
		QuotaArn:    k.quotaARN("vpc", code),
		QuotaCode:   code,
		QuotaName:   q.name,
		Value:       value,
		Unit:        "None",
		Adjustable:  q.adjustable,
	}
}

func errNoQuota() error {
	return refuse("NoSuchResourceException", "The request failed because the specified service quota does not exist.")
}

func (k *call) getServiceQuota(in quotaInput) (any, error) {
	key := placeKey{k.who.account, k.region}
	_, known := quotaDefaults[in.QuotaCode]
	_, changed := k.cloud.quotas[quotaKey{key, in.QuotaCode}]
	if in.ServiceCode != "vpc" || !known || !changed && k.cloud.answers.UnchangedQuotaMissing {
		return nil, errNoQuota()
	}
	return map[string]quotaOutput{"Quota": k.quotaOutput(in.QuotaCode, k.cloud.quota(key, in.QuotaCode))}, nil
}

func (k *call) getDefaultServiceQuota(in quotaInput) (any, error) {
	_, known := quotaDefaults[in.QuotaCode]
	if in.ServiceCode != "vpc" || !known {
		return nil, errNoQuota()
	}
	return map[string]quotaOutput{"Quota": k.quotaOutput(in.QuotaCode, k.cloud.defaultQuota(in.QuotaCode))}, nil
}

// listServiceQuotas returns all of them; there are too few for a second page.
func (k *call) listServiceQuotas(in quotaInput) (any, error) {
	if in.ServiceCode != "vpc" {
		return nil, errNoQuota()
	}
	if in.NextToken != "" {
		return nil, refuse("InvalidPaginationTokenException", "Invalid input was provided.")
	}
	list := []quotaOutput{}
	for _, code := range sortedKeys(quotaDefaults) {
		list = append(list, k.quotaOutput(code, k.cloud.quota(placeKey{k.who.account, k.region}, code)))
	}
	return map[string]any{"Quotas": list}, nil
}
