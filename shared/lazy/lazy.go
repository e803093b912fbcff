// Package lazy builds regular expressions and tables when they are first used.
// A function on Lambda is started anew for each burst of calls, and pays for what
// its packages build before main whether the call needs it or not: compiling
// the patterns of a reader costs more than the rest of a start.
//
// A variable of these types is laid out by the linker: Pattern, Words and Table are
// small enough to be inlined, so that a package that only declares them builds
// nothing before main. Any number of goroutines may use them.
//
// A pattern that does not compile panics at its first use; a test compiles all
// patterns of this module.
package lazy

import (
	"regexp"
	"strings"
	"sync"
)

// Pattern is the regular expression of a pattern.
func Pattern(pattern string) *Regexp { return &Regexp{pattern: pattern} }

// Words is the set of the words of a list, which white space separates.
func Words(list string) *Set { return &Set{list: list} }

// Table is what build makes, once.
func Table[T any](build func() T) *Value[T] { return &Value[T]{build: build} }

// Value is a value that is built when it is first asked for.
type Value[T any] struct {
	build func() T
	once  sync.Once
	made  T
}

// Get is the value.
func (v *Value[T]) Get() T {
	v.once.Do(func() { v.made = v.build() })
	return v.made
}

// Set is a set of words.
type Set struct {
	list string
	once sync.Once
	made map[string]bool
}

// Has says whether a word is in the set.
func (s *Set) Has(word string) bool {
	s.once.Do(func() {
		words := strings.Fields(s.list)
		s.made = make(map[string]bool, len(words))
		for _, w := range words {
			s.made[w] = true
		}
	})
	return s.made[word]
}

// Regexp is a regular expression. Its methods are those of regexp.Regexp.
type Regexp struct {
	pattern string
	once    sync.Once
	made    *regexp.Regexp
}

// Get is the compiled expression.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.made = regexp.MustCompile(r.pattern) })
	return r.made
}

// String is the pattern.
func (r *Regexp) String() string { return r.pattern }

// MatchString is regexp.Regexp's.
func (r *Regexp) MatchString(s string) bool { return r.Get().MatchString(s) }

// FindString is regexp.Regexp's.
func (r *Regexp) FindString(s string) string { return r.Get().FindString(s) }

// FindStringIndex is regexp.Regexp's.
func (r *Regexp) FindStringIndex(s string) []int { return r.Get().FindStringIndex(s) }

// FindStringSubmatch is regexp.Regexp's.
func (r *Regexp) FindStringSubmatch(s string) []string { return r.Get().FindStringSubmatch(s) }

// FindStringSubmatchIndex is regexp.Regexp's.
func (r *Regexp) FindStringSubmatchIndex(s string) []int { return r.Get().FindStringSubmatchIndex(s) }

// FindAllString is regexp.Regexp's.
func (r *Regexp) FindAllString(s string, n int) []string { return r.Get().FindAllString(s, n) }

// FindAllStringIndex is regexp.Regexp's.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int { return r.Get().FindAllStringIndex(s, n) }

// FindAllStringSubmatch is regexp.Regexp's.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return r.Get().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is regexp.Regexp's.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return r.Get().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is regexp.Regexp's.
func (r *Regexp) ReplaceAllString(s, with string) string { return r.Get().ReplaceAllString(s, with) }

// ReplaceAllStringFunc is regexp.Regexp's.
func (r *Regexp) ReplaceAllStringFunc(s string, with func(string) string) string {
	return r.Get().ReplaceAllStringFunc(s, with)
}
