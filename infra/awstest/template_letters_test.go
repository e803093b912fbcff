//go:build aws

package awstest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/streams"
)

// TestTemplateLetters_BX05_SYS22: what the stream gives up goes, whole, into a bucket of its
// own, which nobody else sees and nothing leaves open. The event source writes there as the
// function feed, which may write letters and list them, as AWS asks for, and neither read
// one nor touch any other file; the function jobs takes them over, and may nothing else
// there. An alarm tells that there are some, another that one was lost.
func TestTemplateLetters_BX05_SYS22(t *testing.T) {
	r := readTemplate(t)
	p := r.Resources["Letters"].Properties
	files := r.Resources["Files"].Properties
	for _, same := range []string{"BucketEncryption", "PublicAccessBlockConfiguration", "OwnershipControls"} {
		if d := cmp.Diff(files[same], p[same]); d != "" || p[same] == nil {
			t.Errorf("%s is not as that of files %s", same, d)
		}
	}
	life := map[string]any{"Rules": []any{map[string]any{"Id": "Expire", "Status": "Enabled", "ExpirationInDays": desk.UntoldLife.Hours() / 24}}}
	if d := cmp.Diff(life, p["LifecycleConfiguration"]); d != "" {
		t.Error(d)
	}
	if policy := fmt.Sprint(r.Resources["LettersPolicy"].Properties); !strings.Contains(policy, "Effect:Deny") || !strings.Contains(policy, "aws:SecureTransport:false") || !strings.Contains(policy, "[Letters Arn]") {
		t.Errorf("it can be read without TLS: %s", policy)
	}
	for alarm, of := range map[string][3]string{
		"FeedDeadAlarm": {"Sufler", "ChangesGivenUp", "[map[Name:Function Value:map[Ref:JobsFunction]]]"}, "FeedLostAlarm": {"AWS/Lambda", "DestinationDeliveryFailures", "[map[Name:FunctionName Value:map[Ref:FeedFunction]]]"},
	} {
		p := r.Resources[alarm].Properties
		if got := [3]string{fmt.Sprint(p["Namespace"]), fmt.Sprint(p["MetricName"]), fmt.Sprint(p["Dimensions"])}; got != of || p["Threshold"] != 1.0 || p["AlarmActions"] == nil {
			t.Errorf("%s watches %v", alarm, p)
		}
	}
	refs := stackRefs()
	const letter = "arn:aws:s3:::letters/" + streams.Prefix + "source/shard/2026/03/02/x"
	found := map[string][]string{"s3:prefix": {streams.Prefix}}
	for f, may := range map[string]map[ask0]bool{
		"feed": {{"s3:PutObject", letter}: true, {"s3:PutObject", "arn:aws:s3:::letters/else"}: true, {"s3:ListBucket", "arn:aws:s3:::letters"}: true},
		"jobs": {{"s3:GetObject", letter}: true, {"s3:PutObject", letter}: true, {"s3:DeleteObject", letter}: true, {"s3:ListBucket", "arn:aws:s3:::letters"}: true},
		"api":  {}, "webhook": {}, "analyze": {}, "closing": {}, "live": {}, "console": {},
	} {
		policy, err := (resolver{r, refs}).policy(logicalOf(f))
		if err != nil {
			t.Fatal(f, err)
		}
		for _, action := range []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} {
			for _, on := range []string{letter, "arn:aws:s3:::letters", "arn:aws:s3:::letters/else"} {
				a := ask{action: action, resource: on}
				if action == "s3:ListBucket" {
					a.keys = found
				}
				if got := policy.allows(a); got != may[ask0{action, on}] {
					t.Errorf("%s: %s is allowed: %v", f, a, got)
				}
			}
		}
		if f == "feed" && policy.allows(ask{action: "s3:ListBucket", resource: "arn:aws:s3:::files"}) {
			t.Error("the feed may list customers' files")
		}
		if f == "jobs" && policy.allows(ask{action: "s3:ListBucket", resource: "arn:aws:s3:::letters", keys: map[string][]string{"s3:prefix": {""}}}) {
			t.Error("jobs lists all that lies there")
		}
	}
}

// ask0 is an ask without conditions.
type ask0 struct{ action, resource string }
