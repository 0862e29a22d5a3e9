package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// serveWorld in the environment makes the test binary the AWS of the
// benchmark: in a process of its own, its memory is not the survey's.
const serveWorld = "PEERBOT_SERVE_WORLD"

// benchSets are the peerings that are surveyed, of those that the world has.
func benchSets(managed []peering.Peering) map[string][]peering.Peering {
	plain := slices.Clone(managed)
	for i := range plain {
		plain[i].Requester.DNS, plain[i].Accepter.DNS = false, false
	}
	return map[string][]peering.Peering{"0": nil, "100": plain[:100], "1000": plain[:1000], "10000": plain, "10000-dns": managed}
}

// benchWorld is what the surveying process needs to know.
type benchWorld struct {
	Accounts []Account
	Managed  []peering.Peering
	Floor    map[string]map[string]int // calls by set and action
}

// TestServeWorld is the other process of BenchmarkSurvey. On its own it has
// nothing to test. It says its address and serves until its input ends.
func TestServeWorld(t *testing.T) {
	if os.Getenv(serveWorld) == "" {
		return
	}
	var (
		mu      sync.Mutex
		calls   map[string]int
		latency atomic.Int64
	)
	w := &world{Cloud: sim.New(sim.Options{CallLog: 1, OnCall: func(c sim.Call) {
		mu.Lock()
		defer mu.Unlock()
		calls[c.Action+" "+c.Code]++
	}})}
	calls = map[string]int{}
	k, err := issueSpec().build(w.Cloud)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range k.accounts { // they may do everything: what is measured is not IAM
		if err := w.AddRole(sim.Role{ARN: a.RoleARN, ExternalID: a.ExternalID}); err != nil {
			t.Fatal(err)
		}
	}
	about := benchWorld{k.accounts, k.managed, map[string]map[string]int{}}
	for name, set := range benchSets(k.managed) {
		about.Floor[name] = k.floor(w.Cloud, set)
	}
	answer := func(rw http.ResponseWriter, v any) {
		if err := json.NewEncoder(rw).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /world", func(rw http.ResponseWriter, _ *http.Request) { answer(rw, about) })
	mux.HandleFunc("GET /calls", func(rw http.ResponseWriter, r *http.Request) { // since the last time
		d, err := time.ParseDuration(r.URL.Query().Get("latency"))
		if err != nil {
			t.Error(err)
		}
		latency.Store(int64(d))
		mu.Lock()
		defer mu.Unlock()
		answer(rw, calls)
		calls = map[string]int{}
	})
	mux.HandleFunc("POST /", func(rw http.ResponseWriter, r *http.Request) {
		if d := time.Duration(latency.Load()); d > 0 {
			select {
			case <-time.After(d):
			case <-r.Context().Done():
			}
		}
		w.ServeHTTP(rw, r)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	fmt.Fprintln(os.Stdout, server.URL)
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		t.Error(err)
	}
}

// startWorld starts the other process and returns its address.
func startWorld(b *testing.B) (string, benchWorld) {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), os.Args[0], "-test.run=^TestServeWorld$")
	cmd.Env = append(os.Environ(), serveWorld+"=1")
	cmd.Stderr = os.Stderr
	stop, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := stop.Close(); err != nil {
			b.Error(err)
		}
		if _, err := io.Copy(io.Discard, said); err != nil {
			b.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	address := strings.TrimSpace(line)
	var about benchWorld
	get(b, address+"/world", &about)
	return address, about
}

func get(b *testing.B, address string, into any) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		b.Fatal(err)
	}
}

// takeCalls returns the calls since the last time and sets the latency of
// those that follow.
func takeCalls(b *testing.B, address string, latency time.Duration) map[string]int {
	b.Helper()
	calls := map[string]int{}
	get(b, address+"/calls?latency="+url.QueryEscape(latency.String()), &calls)
	return calls
}

func total(calls map[string]int) (n int) {
	for c := range maps.Values(calls) {
		n += c
	}
	return n
}

// BenchmarkSurvey surveys 100 accounts in 17 Regions with 40,000 route tables.
// Beside the time it reports calls and the fewest that there could be, the
// memory that a survey keeps, and the most that the heap grew meanwhile.
func BenchmarkSurvey(b *testing.B) {
	address, about := startWorld(b)
	c, err := New(Options{Accounts: Accounts(about.Accounts), Config: aws.Config{
		Region: tokyo, Credentials: credentials.NewStaticCredentialsProvider(botID, "bots-secret-key", ""), BaseEndpoint: aws.String(address),
	}})
	if err != nil {
		b.Fatal(err)
	}
	c.Survey(b.Context(), nil) // the roles are there, as they are for an hour
	for _, latency := range []time.Duration{0, 30 * time.Millisecond} {
		for _, set := range []string{"0", "100", "1000", "10000", "10000-dns"} {
			b.Run(fmt.Sprintf("latency=%s/peerings=%s", latency, set), func(b *testing.B) {
				managed := benchSets(about.Managed)[set]
				takeCalls(b, address, latency)
				before := heapAfterGC()
				stop := watchHeap()
				var s peering.Survey
				for b.Loop() {
					s = c.Survey(b.Context(), managed)
				}
				most := stop()
				calls := takeCalls(b, address, 0)
				for at, v := range s.Places {
					if v.Err != nil {
						b.Fatalf("%v: %v", at, v.Err)
					}
				}
				b.ReportMetric(float64(total(calls))/float64(b.N), "calls/op")
				b.ReportMetric(float64(total(about.Floor[set])), "floor/op")
				b.ReportMetric(megabytes(heapAfterGC()-before), "kept-MB")
				b.ReportMetric(megabytes(most-before), "peak-MB")
				if testing.Verbose() {
					b.Logf("calls %v, floor %v", calls, about.Floor[set])
				}
				runtime.KeepAlive(s)
			})
		}
	}
}

func megabytes(bytes uint64) float64 { return float64(int64(bytes)) / (1 << 20) }

// heap returns the bytes of objects on the heap, garbage included.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func heapAfterGC() uint64 {
	runtime.GC()
	runtime.GC() // what the first one only finalized
	return heap()
}

// watchHeap looks at the heap all the time until the returned function is
// called, which returns the most that there was.
func watchHeap() (stop func() uint64) {
	done, answer := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, heap())
			select {
			case <-done:
				answer <- most
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 {
		close(done)
		return <-answer
	}
}
