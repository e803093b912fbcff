//go:build aws

package awstest_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Where things are; the Makefile says.
var (
	template   = flag.String("template", "", "template.yaml as JSON")
	built      = flag.String("built", "", "what sam build made")
	dynamoDir  = flag.String("dynamo", "", "folder of DynamoDBLocal.jar")
	ministack  = flag.String("ministack", "", "ministack's executable")
	updateDocs = flag.Bool("update", false, "write the tables of infra/README.md anew")
)

// The servers of a run, once started, and the functions built for this machine.
var (
	dynamoURL string
	cloudURL  string
	binaries  string
	keys      = map[string]key{} // of the functions
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if *ministack == "" || *dynamoDir == "" {
		return m.Run() // only the tests that need no server
	}
	dir, err := os.MkdirTemp("", "awstest-")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(dir)
	binaries = dir
	for _, f := range functions {
		if err := build(filepath.Join(dir, f, "bootstrap"), "../../functions/"+f); err != nil {
			return fail(err)
		}
	}
	for _, start := range []func(string) (func(), error){startDynamo, startMinistack} {
		stop, err := start(dir)
		if err != nil {
			return fail(err)
		}
		defer stop()
	}
	if err := makeKeys(); err != nil {
		return fail(err)
	}
	return m.Run()
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, "awstest:", err)
	return 1
}

// functions are all of them.
var functions = []string{"webhook", "api", "analyze", "jobs", "closing", "feed", "live", "console"}

// build builds as the Makefile does for Lambda, but for this machine.
func build(out, pkg string) error {
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc,nethttpomithttp2", "-trimpath", "-buildvcs=false", "-gcflags=github.com/aws/...=-l", "-ldflags", "-s -w", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, said)
	}
	return nil
}

func startDynamo(string) (func(), error) {
	port := freePort()
	dynamoURL = "http://127.0.0.1:" + port
	cmd := exec.Command("java", "-Xmx512m", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar",
		"-disableTelemetry", "-inMemory", "-sharedDb", "-port", port)
	cmd.Dir = *dynamoDir
	return start(cmd, dynamoURL)
}

func startMinistack(dir string) (func(), error) {
	port := freePort()
	cloudURL = "http://127.0.0.1:" + port
	cmd := exec.Command(*ministack)
	cmd.Env = append(os.Environ(), "BIND_HOST=127.0.0.1", "MINISTACK_HOST=127.0.0.1", "GATEWAY_PORT="+port, "LOG_LEVEL=WARNING", "TMPDIR="+dir)
	return start(cmd, cloudURL)
}

// start starts a server and waits until it answers.
func start(cmd *exec.Cmd, url string) (func(), error) {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err == nil {
			var res *http.Response
			if res, err = http.DefaultClient.Do(req); err == nil {
				res.Body.Close()
				cancel()
				return stop, nil
			}
		}
		cancel()
	}
	stop()
	return nil, fmt.Errorf("%s does not answer:\n%s", cmd.Path, said.String())
}

func freePort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
