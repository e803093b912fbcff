//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTemplateRecordings_FB11_SYS22: the folder of recordings is off unless somebody
// switches it on beside Transcribe, and the function that looks into it may list that
// folder alone, and take away what lies there and nothing else beside it.
func TestTemplateRecordings_FB11_SYS22(t *testing.T) {
	s := readTemplate(t)
	if got := s.Parameters["RecordingsFolder"].Default; got != "false" {
		t.Errorf("at first: %v", got)
	}
	on := fmt.Sprint(s.Conditions["TakesRecordings"])
	if want := "map[Fn::And:[map[Fn::Equals:[map[Ref:Transcribe] true]] map[Fn::Equals:[map[Ref:RecordingsFolder] true]]]]"; on != want {
		t.Errorf("got %s, want %s", on, want)
	}
	raw, err := json.Marshal(s.Resources["JobsFunction"].Properties["Policies"])
	if err != nil {
		t.Fatal(err)
	}
	var policies []struct{ Statement []map[string]any }
	if err := json.Unmarshal(raw, &policies); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for _, st := range policies[0].Statement {
		if either, ok := st["Fn::If"].([]any); ok && either[0] == "TakesRecordings" {
			then := either[1].(map[string]any)
			sid := fmt.Sprint(then["Sid"])
			delete(then, "Sid")
			got[sid] = then
		}
	}
	want := map[string]any{
		"FindRecordings": map[string]any{
			"Effect": "Allow", "Action": "s3:ListBucket", "Resource": map[string]any{"Fn::GetAtt": []any{"Files", "Arn"}},
			"Condition": map[string]any{"StringLike": map[string]any{"s3:prefix": "recordings/in/*"}},
		},
		"TakeRecordings": map[string]any{
			"Effect": "Allow", "Action": []any{"s3:GetObject", "s3:DeleteObject"}, "Resource": map[string]any{"Fn::Sub": "${Files.Arn}/recordings/in/*"},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
