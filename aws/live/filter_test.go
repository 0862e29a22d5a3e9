package live

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"peerbot/aws/peering"
)

// Some emulators of AWS ignore filters. What somebody else's connection or VPC
// looks like must not be taken for the answer.
func TestAnswersOfOtherIdsAreLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, other := w.pair(t), wish(w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"), w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"))
	other.ID = "P43"
	advance(t, w.cloud(t), &one, "")
	advance(t, w.cloud(t), &other, "")
	careless := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			t.Error(err)
		}
		for name := range form {
			if strings.HasPrefix(name, "Filter.") {
				form.Del(name)
			}
		}
		body := form.Encode()
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
		w.ServeHTTP(rw, r)
	}))
	t.Cleanup(careless.Close)
	c := w.cloud(t, func(o *Options) { o.Config.BaseEndpoint = aws.String(careless.URL) })

	got, err := c.Connection(t.Context(), one.PCX)
	if err != nil || len(got) != 2 {
		t.Errorf("Connection = %d views, %v, want the two of %s", len(got), err, one.PCX)
	}
	for _, v := range got {
		if v.ID != one.PCX {
			t.Errorf("Connection of %s shows %s", one.PCX, v.ID)
		}
	}
	vpcs, err := c.Find(t.Context(), peering.Query{Account: prodID, VPC: one.Requester.VPC.VPC})
	if err != nil || len(vpcs) != 1 || vpcs[0].Ref != one.Requester.VPC {
		t.Errorf("Find = %+v, %v, want %s", vpcs, err, one.Requester.VPC.VPC)
	}
	have, err := c.Observe(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []peering.View{have.Requester, have.Accepter} {
		for _, seen := range v.Connections {
			if seen.ID != one.PCX {
				t.Errorf("Observe of %s shows %s", one.PCX, seen.ID)
			}
		}
	}
}
