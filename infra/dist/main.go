// Dist builds what is handed out: for each platform one program with the console and
// the widget inside, a list of what is in it, and the checksums of all.
//
//	go run ./infra/dist -out dist                  all platforms
//	go run ./infra/dist -out dist linux/arm64      one
//
// The same sources and the same Go make the same bytes, on any machine.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

// platforms are those that a program is built for if none are named.
var platforms = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "darwin/amd64", "windows/amd64"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	out := flag.String("out", "dist", "folder that is written; what lies there is replaced")
	version := flag.String("version", "dev", "what the lists of contents call this version")
	lock := flag.String("lock", "functions/console/package-lock.json", "what the console was built of")
	flag.Parse()
	named := flag.Args()
	if len(named) == 0 {
		named = platforms
	}
	if err := dist(ctx, *out, *version, *lock, named); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// dist writes the folder anew.
func dist(ctx context.Context, out, version, lock string, named []string) error {
	scripts, err := bundled(lock)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var files []string
	for _, platform := range named {
		system, machine, ok := strings.Cut(platform, "/")
		if !ok {
			return fmt.Errorf("%q is no platform like linux/arm64", platform)
		}
		name := "sufler-" + system + "-" + machine
		program := name
		if system == "windows" {
			program += ".exe"
		}
		fmt.Println(program)
		if err := build(ctx, filepath.Join(out, program), system, machine); err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		list, err := contents(filepath.Join(out, program), version, scripts)
		if err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		if err := os.WriteFile(filepath.Join(out, name+".cdx.json"), list, 0o644); err != nil {
			return err
		}
		files = append(files, program, name+".cdx.json")
	}
	sums, err := checksums(out, files)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), sums, 0o644)
}

// build builds infra/local. timetzdata puts the world's time zones in: neither Windows
// nor an empty container has them.
func build(ctx context.Context, to, system, machine string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "timetzdata", "-ldflags", "-s -w -buildid=", "-o", to, "./infra/local")
	c.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return c.Run()
}

// checksums are as `sha256sum -c` reads them.
func checksums(dir string, files []string) ([]byte, error) {
	var out []byte
	for _, name := range slices.Sorted(slices.Values(files)) {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("checksum of %s: %w", name, err)
		}
		out = append(out, hex.EncodeToString(h.Sum(nil))+"  "+name+"\n"...)
	}
	return out, nil
}
