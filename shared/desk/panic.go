package desk

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
)

// Panic is a panic that Try turned into an error: a fault of ours, met by one
// item. Of the value it keeps only the type, since the value may hold a
// customer's words.
type Panic struct {
	Type  string // of the value, as in runtime.boundsError
	Where string // the function and line that panicked, as in offline.days:106
	Stack string // for a log
}

func (p *Panic) Error() string {
	return "a fault in the program (" + p.Type + " at " + p.Where + ")"
}

// Try does something and turns a panic into a *Panic. It is the one place that
// recovers: whoever works through items puts it around each, and then treats the
// error as any other.
func Try(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{Type: fmt.Sprintf("%T", v), Where: origin(), Stack: string(debug.Stack())}
		}
	}()
	return do()
}

// TryValue is Try for what has a result.
func TryValue[T any](do func() (T, error)) (out T, err error) {
	err = Try(func() (err error) {
		out, err = do()
		return err
	})
	return out, err
}

// AsPanic finds the panic in an error.
func AsPanic(err error) (*Panic, bool) {
	var p *Panic
	ok := errors.As(err, &p)
	return p, ok
}

// origin is the frame that panicked: the first below the runtime's own. It is
// asked in the deferred function, while that frame is still on the stack.
func origin() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", path.Base(f.Function), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
