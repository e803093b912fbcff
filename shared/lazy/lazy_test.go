package lazy_test

import (
	"sync"
	"testing"

	"github.com/sufler/sufler/shared/lazy"
)

func TestPatternIsCompiledWhenItIsUsed(t *testing.T) {
	bad := lazy.Pattern(`(`)
	if bad.String() != `(` {
		t.Errorf("pattern is %q", bad)
	}
	defer func() {
		if recover() == nil {
			t.Error("a pattern that does not compile did not panic when it was used")
		}
	}()
	bad.MatchString("x")
}

func TestTableIsBuiltOnce(t *testing.T) {
	built := 0
	table := lazy.Table(func() map[string]int { built++; return map[string]int{"one": 1} })
	if built != 0 {
		t.Error("a table was built before anybody used it")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if table.Get()["one"] != 1 {
				t.Error("the table is another")
			}
		})
	}
	if all.Wait(); built != 1 {
		t.Errorf("the table was built %d times", built)
	}
}

func TestWordsAreASet(t *testing.T) {
	words := lazy.Words("one\n\ttwo  three")
	for word, want := range map[string]bool{"one": true, "two": true, "three": true, "": false, "four": false} {
		if words.Has(word) != want {
			t.Errorf("Has(%q) is %t", word, !want)
		}
	}
}
