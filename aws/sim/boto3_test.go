package sim_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

// The program says what it checks.
func TestBoto3WalksThroughAPeering(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err == nil {
		err = exec.CommandContext(t.Context(), python, "-c", "import boto3").Run()
	}
	if err != nil {
		t.Skipf("SKIPPED: no python3 with boto3: %v", err)
	}
	cloud := sim.New(sim.Options{Throttle: true})
	err = cloud.AddRole(sim.Role{
		ARN:      "arn:aws:iam::" + alice + ":role/limited",
		Policies: []string{policy(allow("ec2:Describe*", "*"))},
		Trust: policy(
			trusting(botAccount, assume, `{"StringEquals":{"sts:ExternalId":"x-1"},"StringLike":{"sts:RoleSessionName":"peerbot-*"}}`),
			trusting(botAccount, "sts:SetSourceIdentity", `{"StringLike":{"sts:SourceIdentity":"slack-*"}}`),
			trusting(botAccount, "sts:TagSession", `{"ForAllValues:StringEquals":{"aws:TagKeys":["request"]}}`)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(cloud)
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), python, "testdata/boto3/walk.py", server.URL)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true", "NO_PROXY=127.0.0.1"}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if got := out.String(); strings.Count(got, "ok ") != 8 {
		t.Errorf("the program prints\n%s\nwant eight lines that begin with ok", got)
	}
	t.Log(out.String())
}
