package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

const lock = "../../functions/console/package-lock.json"

// The list holds what is linked, the standard library, and what the console is made
// of; nothing that only builds it. It is the same each time.
func TestContentsNameWhatIsInside(t *testing.T) {
	scripts, err := bundled(lock)
	if err != nil {
		t.Fatal(err)
	}
	info := &debug.BuildInfo{GoVersion: "go1.26.8", Deps: []*debug.Module{
		{Path: "go.etcd.io/bbolt", Version: "v1.4.3"},
		{Path: "example.org/old", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/new", Version: "v2.0.0"}},
	}}
	list, err := listed(info, "1.2.3", scripts)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(scripts)
	again, err := listed(info, "1.2.3", scripts)
	if err != nil || !bytes.Equal(list, again) {
		t.Errorf("another time it is another list: %v", err)
	}
	var got bom
	if err := json.Unmarshal(list, &got); err != nil {
		t.Fatal(err)
	}
	var urls []string
	for _, c := range got.Components {
		urls = append(urls, c.PURL)
		if c.Type != "library" || c.Ref != c.PURL || c.Version == "" {
			t.Errorf("got %+v", c)
		}
	}
	for _, want := range []string{"pkg:golang/std@1.26.8", "pkg:golang/go.etcd.io/bbolt@v1.4.3", "pkg:golang/example.org/new@v2.0.0", "pkg:npm/react@", "pkg:npm/%40mantine/core@"} {
		if !slices.ContainsFunc(urls, func(u string) bool { return strings.HasPrefix(u, want) }) {
			t.Errorf("%s is not in it: %v", want, urls)
		}
	}
	for _, not := range []string{"npm/vite@", "playwright", "npm/typescript@", "example.org/old"} {
		if slices.ContainsFunc(urls, func(u string) bool { return strings.Contains(u, not) }) {
			t.Errorf("%s is in it", not)
		}
	}
	if !slices.IsSorted(urls) || got.Spec != "1.6" || got.Metadata.Component.Version != "1.2.3" {
		t.Errorf("got %+v", got.Metadata)
	}
}

// The program itself says what it is made of.
func TestContentsAreReadFromTheProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	list, err := contents(self, "x", nil)
	if err != nil || !bytes.Contains(list, []byte("pkg:golang/std@")) {
		t.Errorf("got %s, %v", list, err)
	}
	if _, err := contents(lock, "x", nil); err == nil {
		t.Error("a file that is no program has contents")
	}
}

func TestChecksumsAreAsSha256sumReadsThem(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"b": "b", "a": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := checksums(dir, []string{"b", "a"})
	want := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b\n"
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := checksums(dir, []string{"none"}); err == nil {
		t.Error("a file that is not there has a checksum")
	}
}

// Every platform that is promised can be built for at all.
func TestPlatformsAreGos(t *testing.T) {
	known, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range platforms {
		if !slices.Contains(strings.Fields(string(known)), p) {
			t.Errorf("Go knows no %s", p)
		}
	}
}
