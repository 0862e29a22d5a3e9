package sim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

// quotas calls Service Quotas.
func (c client) quotas(action, body string) (int, map[string]any) {
	c.t.Helper()
	return c.json("servicequotas", "ServiceQuotasV20190624."+action, body)
}

// json calls a service that speaks AWS JSON.
func (c client) json(service, target, body string) (int, map[string]any) {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("Authorization", authorization(c.key, c.region, service))
	if c.token != "" {
		r.Header.Set("X-Amz-Security-Token", c.token)
	}
	w := httptest.NewRecorder()
	c.cloud.ServeHTTP(w, r)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		c.t.Fatalf("%s: %v in %s", target, err, w.Body)
	}
	return w.Code, out
}

func TestQuotasAreServedPerAccountAndRegion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	w.SetQuota(alice, tokyo, "L-7E9ECCDB", 125)
	const body = `{"ServiceCode":"vpc","QuotaCode":"L-7E9ECCDB"}`
	for _, tt := range []struct {
		client client
		action string
		want   float64
	}{{w.alice, "GetServiceQuota", 125}, {w.alice, "GetAWSDefaultServiceQuota", 50}, {w.bob, "GetServiceQuota", 50}} {
		status, out := tt.client.quotas(tt.action, body)
		q, _ := out["Quota"].(map[string]any)
		if status != http.StatusOK || q["Value"] != tt.want || q["QuotaCode"] != "L-7E9ECCDB" || q["Adjustable"] != true {
			t.Errorf("%s for %s = %d %v, want %v", tt.action, tt.client.key, status, out, tt.want)
		}
	}
	w.SetQuota(alice, tokyo, "L-8312C5BB", 1)
	if _, out := w.alice.quotas("GetServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-8312C5BB"}`); out["Quota"].(map[string]any)["Value"] != 168.0 {
		t.Errorf("the expiry of requests = %v, want 168 whatever was set", out)
	}
	if _, out := w.alice.quotas("ListServiceQuotas", `{"ServiceCode":"vpc"}`); len(out["Quotas"].([]any)) != 7 {
		t.Errorf("ListServiceQuotas = %v, want 7 quotas", out)
	}
	for _, tt := range []struct{ action, body, want string }{
		{"GetServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-0"}`, "NoSuchResourceException"},
		{"GetServiceQuota", `{"ServiceCode":"vpc"}`, "IllegalArgumentException"},
		{"GetServiceQuota", `{`, "SerializationException"},
		{"DeleteQuota", `{}`, "UnknownOperationException"},
	} {
		if status, out := w.alice.quotas(tt.action, tt.body); status != http.StatusBadRequest || out["__type"] != tt.want {
			t.Errorf("%s %s = %d %v, want 400 %s", tt.action, tt.body, status, out, tt.want)
		}
	}
	w = newWorld(t, sim.Options{Answers: sim.Answers{UnchangedQuotaMissing: true}})
	if _, out := w.alice.quotas("GetServiceQuota", body); out["__type"] != "NoSuchResourceException" {
		t.Errorf("unchanged quota = %v, want NoSuchResourceException", out)
	}
}
