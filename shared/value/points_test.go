package value_test

import (
	"testing"

	"github.com/sufler/sufler/shared/value"
)

func TestPointsBack(t *testing.T) {
	for text, want := range map[string]bool{
		"I need a hotel there": true, "an apartment in the area": true, "a movie around here": true, "in the same city": true,
		"и гостиницу там": true, "тогда туда же": true, "кафе рядом": true, "в этом же районе": true,
		"un hotel por la zona": true, "quiero ir allí": true, "en la misma ciudad": true,
		"there is no hotel": false, "is there a hotel": false, "hi there": false, "a hotel in Fresno": false, "are you still there": false,
		"там есть парковка": false, "рядовая гостиница": false, "тамада": false, "hay un hotel": false, "thereafter": false,
	} {
		if got := value.PointsBack(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}
