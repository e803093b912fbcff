package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// dockerfile is what the image is made by, an instruction a line.
func dockerfile(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// TestTheImageHoldsTheProgramAlone: it is made from scratch, belongs to nobody's root,
// keeps its data in a volume that is theirs, and is built as what is handed out is.
func TestTheImageHoldsTheProgramAlone(t *testing.T) {
	all := dockerfile(t)
	last := 0
	for i, line := range all {
		if strings.HasPrefix(line, "FROM ") {
			last = i
		}
	}
	build, image := strings.Join(all[:last], "\n"), all[last:]
	if image[0] != "FROM scratch" {
		t.Errorf("the image is made %q, want from scratch", image[0])
	}
	of := func(instruction string) (found []string) {
		for _, line := range image {
			if rest, ok := strings.CutPrefix(line, instruction+" "); ok {
				found = append(found, rest)
			}
		}
		return found
	}
	user := of("USER")
	if len(user) != 1 || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user[0]) {
		t.Fatalf("it runs as %q, want one user and group by number, neither of them root's", user)
	}
	if got := of("VOLUME"); len(got) != 1 || got[0] != "/data" {
		t.Errorf("its data lie in %q, want the volume /data", got)
	}
	copies := strings.Join(of("COPY"), "\n")
	for _, want := range []string{"--from=build /sufler /sufler", "--from=build --chown=" + user[0] + " /data /data", "/etc/ssl/certs/ca-certificates.crt"} {
		if !strings.Contains(copies, want) {
			t.Errorf("it has no %q in:\n%s", want, copies)
		}
	}
	if n := len(of("COPY")); n != 3 {
		t.Errorf("%d things are copied into it, want the program, the certificates and the empty folder", n)
	}
	dist, err := os.ReadFile("../dist/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"-trimpath", "-buildvcs=false", "timetzdata", "-s -w -buildid=", "./infra/local"} {
		if !strings.Contains(build, flag) || !strings.Contains(string(dist), flag) {
			t.Errorf("%q is not both in the image's building and in that of what is handed out", flag)
		}
	}
	if !strings.Contains(build, "CGO_ENABLED=0") || !strings.Contains(build, "mkdir -m 700 /data") {
		t.Errorf("it needs a C library, or others may read the data:\n%s", build)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if v := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod); v == nil || !strings.HasPrefix(build, "FROM golang:"+string(v[1])+" ") {
		t.Errorf("go.mod wants Go %s, the image is built by:\n%s", v[1], build)
	}
}

// TestTheImageAsksItselfWhetherItWorks: its check and its program are run as the image
// runs them, with what it sets and nothing else.
func TestTheImageAsksItselfWhetherItWorks(t *testing.T) {
	env := map[string]string{}
	var check, program string
	for _, line := range dockerfile(t) {
		if rest, ok := strings.CutPrefix(line, "ENV "); ok {
			for pair := range strings.FieldsSeq(rest) {
				name, value, _ := strings.Cut(pair, "=")
				env[name] = value
			}
		}
		if _, rest, ok := strings.Cut(line, " CMD "); ok && strings.HasPrefix(line, "HEALTHCHECK ") {
			check = rest
		}
		if rest, ok := strings.CutPrefix(line, "ENTRYPOINT "); ok {
			program = rest
		}
	}
	if check != `["/sufler", "-health"]` || program != `["/sufler"]` {
		t.Fatalf("got the check %s and the program %s", check, program)
	}
	host, port, err := net.SplitHostPort(env["SUFLER_ADDR"])
	if err != nil || host != "0.0.0.0" || port != "8080" || env["SUFLER_DIR"] != "/data" {
		t.Fatalf("got %v, want to be reached from outside, and the data in the volume", env)
	}
	out, stop := started(t, filepath.Join(t.TempDir(), "data"))
	_, here, err := net.SplitHostPort(strings.TrimPrefix(address(t, out.String()), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	// 8080 may be another's on this machine.
	env["SUFLER_ADDR"] = net.JoinHostPort(host, here)
	ask := func() int {
		var said bytes.Buffer
		return start(t.Context(), []string{"-health"}, func(name string) string { return env[name] }, &said, &said)
	}
	if code := ask(); code != 0 {
		t.Errorf("while it works the check ends with %d", code)
	}
	stop()
	if code := ask(); code == 0 {
		t.Error("after it ended the check says that it works")
	}
}
