package shared_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmesAreShortAndLeadSomewhere holds the first page to a length that a
// newcomer reads, and the links of all pages to files that are there.
func TestReadmesAreShortAndLeadSomewhere(t *testing.T) {
	pages := []string{"../README.md"}
	err := filepath.WalkDir("..", func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && path != ".." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if e.Name() == "README.md" && path != "../README.md" {
			pages = append(pages, path)
		}
		return nil
	})
	if err != nil || len(pages) < 8 {
		t.Fatalf("%d pages, %v: the test looks at the wrong place", len(pages), err)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, page := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(raw), "\n"); page == "../README.md" && lines > 160 {
			t.Errorf("README.md has %d lines, more than 160: move what it says next to what it is about", lines)
		}
		for _, to := range link.FindAllStringSubmatch(string(raw), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), to[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, to[1])
			}
		}
	}
}
