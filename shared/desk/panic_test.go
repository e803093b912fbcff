package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

func TestTryTurnsAPanicIntoAnErrorWithoutItsWords(t *testing.T) {
	for name, c := range map[string]struct {
		do   func() error
		kind string
	}{
		"a value of the customer's": {func() error { panic("call me at +1 415 555 2671") }, "string"},
		"an index": {func() error {
			var none []int
			return fmt.Errorf("%d", none[len(name(none))])
		}, "runtime.boundsError"},
	} {
		err := desk.Try(c.do)
		p, ok := desk.AsPanic(fmt.Errorf("read: %w", err))
		if !ok || p.Type != c.kind || !strings.HasPrefix(p.Where, "desk_test.") || !strings.Contains(p.Stack, "panic_test.go") {
			t.Errorf("%s: got %+v", name, err)
			continue
		}
		if strings.Contains(p.Error()+p.Stack, "415") {
			t.Errorf("%s: the customer's words are in the error", name)
		}
	}
	plain := errors.New("down")
	if err := desk.Try(func() error { return plain }); err != plain {
		t.Errorf("an error: got %v, want it as it is", err)
	}
	if v, err := desk.TryValue(func() (int, error) { return 3, nil }); v != 3 || err != nil {
		t.Errorf("a value: got %d, %v", v, err)
	}
}

func name([]int) string { return "abc" }
