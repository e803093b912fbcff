package main

import (
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// A list of what is in a program, as CycloneDX has it.
// https://cyclonedx.org/docs/1.6/json/
type bom struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

// metadata has no time: the same program has the same list.
type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version,omitempty"`
	PURL     string    `json:"purl,omitempty"`
	Licenses []license `json:"licenses,omitempty"`
}

type license struct {
	Expression string `json:"expression"`
}

// contents lists what a program was linked of, as it says itself, and what the
// console inside it was built of.
func contents(program, version string, scripts []component) ([]byte, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("what it was built of: %w", err)
	}
	return listed(info, version, scripts)
}

func listed(info *debug.BuildInfo, version string, scripts []component) ([]byte, error) {
	all := []component{library("golang", "std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, library("golang", m.Path, m.Version))
	}
	all = append(all, scripts...)
	slices.SortFunc(all, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	out, err := json.MarshalIndent(bom{
		Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata:   metadata{component{Type: "application", Ref: "sufler", Name: "sufler", Version: version, Licenses: []license{{"Apache-2.0"}}}},
		Components: all,
	}, "", "  ")
	return append(out, '\n'), err
}

// library is a component that others know by its package URL.
// https://github.com/package-url/purl-spec
func library(kind, name, version string) component {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), "@", "%40")
	}
	purl := "pkg:" + kind + "/" + strings.Join(parts, "/") + "@" + url.PathEscape(version)
	return component{Type: "library", Ref: purl, Name: name, Version: version, PURL: purl}
}

// bundled are the packages that a browser gets with the console: those of the lock
// file that are not only for building and testing it.
func bundled(lock string) ([]component, error) {
	text, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	var file struct {
		Packages map[string]struct {
			Version, License string
			Dev, DevOptional bool
			Optional, Peer   bool
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	var out []component
	seen := map[string]bool{}
	for path, p := range file.Packages {
		i := strings.LastIndex(path, "node_modules/")
		if i < 0 || p.Dev || p.DevOptional || p.Optional {
			continue
		}
		c := library("npm", path[i+len("node_modules/"):], p.Version)
		if p.License != "" {
			c.Licenses = []license{{p.License}}
		}
		if !seen[c.Ref] {
			seen[c.Ref] = true
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s names no package that the console needs", lock)
	}
	return out, nil
}
