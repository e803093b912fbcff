package phone

import "testing"

// TestEveryPatternCompiles compiles what a running system compiles when it uses it.
func TestEveryPatternCompiles(t *testing.T) {
	compiled := 0
	for _, sharing := range plans.Get().code {
		for _, p := range sharing {
			all := append([]kind{p.general, {pattern: p.abroad}, {pattern: p.prefix}, {pattern: p.leading}}, p.kinds...)
			for _, k := range all {
				if k.pattern != nil {
					k.pattern.Get() // panics on what is none
					compiled++
				}
			}
		}
	}
	if compiled < 1000 {
		t.Errorf("%d patterns were compiled: the plans are not all there", compiled)
	}
}
