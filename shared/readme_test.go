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
		if strings.HasSuffix(e.Name(), ".md") && path != "../README.md" {
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

// TestReadme_NamesEveryRoom holds "Where things are" to the folders that there are.
func TestReadme_NamesEveryRoom(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tree, found := strings.Cut(string(raw), "## Where things are")
	tree, _, ends := strings.Cut(tree, "\n## ")
	if !found || !ends {
		t.Fatal("shared/README.md has no part that says where things are")
	}
	for _, under := range []string{"../functions", ".", "flow", "crm", "../infra"} {
		rooms, err := os.ReadDir(under)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rooms {
			// What holds the tests of a room belongs to the room.
			if !r.IsDir() || r.Name() == "testdata" || r.Name() == "flowtest" {
				continue
			}
			if !regexp.MustCompile(`\b` + regexp.QuoteMeta(r.Name()) + `\b`).MatchString(tree) {
				t.Errorf("shared/README.md does not say what %s is for", filepath.Join("shared", under, r.Name()))
			}
		}
	}
}
