package sim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

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
	key := k.here()
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
	return map[string]quotaOutput{"Quota": k.quotaOutput(in.QuotaCode, defaultQuota(in.QuotaCode, k.cloud.answers))}, nil
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
	for _, code := range slices.Sorted(maps.Keys(quotaDefaults)) {
		list = append(list, k.quotaOutput(code, k.cloud.quota(k.here(), code)))
	}
	return map[string]any{"Quotas": list}, nil
}
