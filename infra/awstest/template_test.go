//go:build aws

package awstest_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/streams"
)

// TestTemplateTable holds the template's table to the store's.
func TestTemplateTable(t *testing.T) {
	raw, err := json.Marshal(readTemplate(t).Resources["Table"].Properties)
	if err != nil {
		t.Fatal(err)
	}
	type keys []struct{ AttributeName, KeyType string }
	type index struct {
		IndexName  string
		KeySchema  keys
		Projection struct{ ProjectionType string }
	}
	type table struct {
		BillingMode            string
		KeySchema              keys
		AttributeDefinitions   []struct{ AttributeName, AttributeType string }
		LocalSecondaryIndexes  []index
		GlobalSecondaryIndexes []index
	}
	var got, want table
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if raw, err = json.Marshal(dynamo.Table("t")); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	byName := func(a, b struct{ AttributeName, AttributeType string }) int {
		return strings.Compare(a.AttributeName, b.AttributeName)
	}
	slices.SortFunc(got.AttributeDefinitions, byName)
	slices.SortFunc(want.AttributeDefinitions, byName)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	ttl := readTemplate(t).Resources["Table"].Properties["TimeToLiveSpecification"].(map[string]any)
	if ttl["AttributeName"] != store.TTL {
		t.Errorf("got %v, want %s", ttl, store.TTL)
	}
}

// TestTemplateDashboard holds the template's copy of the dashboard to its file.
func TestTemplateDashboard(t *testing.T) {
	want, err := os.ReadFile("../dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	got := readTemplate(t).Resources["Dashboard"].Properties["DashboardBody"].(map[string]any)["Fn::Sub"]
	if d := cmp.Diff(strings.TrimSpace(string(want)), strings.TrimSpace(got.(string))); d != "" {
		t.Errorf("copy infra/dashboard.json into template.yaml:\n%s", d)
	}
	if !json.Valid(want) {
		t.Error("infra/dashboard.json is no JSON")
	}
}

// TestTemplateTimes holds time-outs to what rests on them: leases, and the
// queues' visibility, which must be six times the function's time-out.
func TestTemplateTimes(t *testing.T) {
	r := resolver{stackTemplate: readTemplate(t)}
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	for _, tt := range []struct {
		function, queue string
		lease           time.Duration
	}{{"AnalyzeFunction", "QuietQueue", desk.ReadingLease}, {"JobsFunction", "Outbox", desk.JobLease}} {
		timeout := r.number(tt.function, "Timeout")
		if timeout >= seconds(tt.lease) {
			t.Errorf("%s may work for %d s, longer than its lease of %s", tt.function, timeout, tt.lease)
		}
		if v := r.number(tt.queue, "VisibilityTimeout"); v < 6*timeout {
			t.Errorf("%s is visible again after %d s, want at least 6 × %d", tt.queue, v, timeout)
		}
		events := fmt.Sprint(r.Resources[tt.function].Properties["Events"])
		if !strings.Contains(events, "ReportBatchItemFailures") || !strings.Contains(events, "MaximumConcurrency") {
			t.Errorf("%s: the event source has no partial failures or no limit: %s", tt.function, events)
		}
	}
}

// TestTemplateFeed: what changed is told in order, at least once; what can't be
// told is split off, tried so many times and given up where somebody sees it; and
// its own function may do nothing with the table.
func TestTemplateFeed(t *testing.T) {
	r := readTemplate(t)
	if view := fmt.Sprint(r.Resources["Table"].Properties["StreamSpecification"]); view != "map[StreamViewType:NEW_AND_OLD_IMAGES]" {
		t.Errorf("the stream tells %s, want both sides", view)
	}
	events := r.Resources["FeedFunction"].Properties["Events"].(map[string]any)
	got := events["Changes"].(map[string]any)["Properties"].(map[string]any)
	filters, err := streams.Filters()
	if err != nil {
		t.Fatal(err)
	}
	var patterns []any
	for _, f := range filters {
		patterns = append(patterns, map[string]any{"Pattern": f})
	}
	want := map[string]any{
		"Stream": map[string]any{"Fn::GetAtt": []any{"Table", "StreamArn"}}, "StartingPosition": "TRIM_HORIZON",
		"BatchSize": 100.0, "MaximumBatchingWindowInSeconds": 0.0, "ParallelizationFactor": 1.0,
		"FunctionResponseTypes": []any{"ReportBatchItemFailures"}, "BisectBatchOnFunctionError": true,
		"MaximumRetryAttempts": float64(desk.MaxAttempts),
		"DestinationConfig":    map[string]any{"OnFailure": map[string]any{"Destination": map[string]any{"Fn::GetAtt": []any{"Letters", "Arn"}}}},
		"FilterCriteria":       map[string]any{"Filters": patterns},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for alarm, metric := range map[string]string{"FeedLostAlarm": "DestinationDeliveryFailures", "FeedAgeAlarm": "IteratorAge", "FeedErrorsAlarm": "Errors", "FeedThrottlesAlarm": "Throttles"} {
		p := r.Resources[alarm].Properties
		if p["MetricName"] != metric || !strings.Contains(fmt.Sprint(p["Dimensions"]), "Feed") || p["AlarmActions"] == nil {
			t.Errorf("%s watches %v, want %s of the feed", alarm, p, metric)
		}
	}
	// It reads who is told of what, and puts that on the outbox: no more.
	for _, tt := range []struct {
		action, on, only string
		want             bool
	}{
		{"dynamodb:Query", "Table.Arn", "WEBHOOKS AUTOMATIONS", true}, {"dynamodb:PutItem", "Table.Arn", "V#* HK#* AU#*", true},
		{"sqs:SendMessage", "Outbox.Arn", "", true}, {"sqs:SendMessage", "QuietQueue.Arn", "", false},
		{"dynamodb:GetItem", "Table.Arn", "", false}, {"dynamodb:Query", "Table.Arn", "", false}, {"dynamodb:PutItem", "Table.Arn", "", false},
		{"dynamodb:UpdateItem", "Table.Arn", "", false}, {"dynamodb:DeleteItem", "Table.Arn", "", false},
		{"dynamodb:BatchGetItem", "Table.Arn", "LIVE LIVE#* O#* OPERATORS KEYS TEAMS", true}, {"dynamodb:DeleteItem", "Table.Arn", "LIVE LIVE#*", true}, // who is told live
		{"dynamodb:PutItem", "Table.Arn", "LIVE LIVE#* O#* OPERATORS KEYS TEAMS", false}, {"execute-api:ManageConnections", socketsOf("POST"), "", true},
		{"execute-api:ManageConnections", socketsOf("DELETE"), "", true}, {"execute-api:ManageConnections", socketsOf("GET"), "", false},
		{"execute-api:ManageConnections", visitorsOf("POST"), "", true}, {"execute-api:ManageConnections", visitorsOf("DELETE"), "", true},
	} {
		if got := r.allows(t, "FeedFunction", tt.action, tt.on, tt.only); got != tt.want {
			t.Errorf("FeedFunction may %s on %s %s: %v, want %v", tt.action, tt.on, tt.only, got, tt.want)
		}
	}
}

// socketsOf are the gateway's calls about one of its WebSockets.
func socketsOf(method string) string {
	return "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Live}/live/" + method + "/@connections/L0S="
}

// visitorsOf are those about one of a website's visitor's.
func visitorsOf(method string) string {
	return strings.Replace(socketsOf(method), "/live/", "/visitors/", 1)
}

// TestTemplateLive: the gateway hands all that becomes of a WebSocket to one function,
// which may keep who is there, ask who they are, take tickets and hang up, and no more:
// it says nothing, and sees no dialog and no customer. Visitors' have a stage of their own,
// whose throttle operators do not share.
func TestTemplateLive(t *testing.T) {
	r := readTemplate(t)
	if p := r.Resources["Live"].Properties; p["ProtocolType"] != "WEBSOCKET" {
		t.Errorf("got %v", p)
	}
	routes := map[string]bool{}
	for name, res := range r.Resources {
		if res.Type == "AWS::ApiGatewayV2::Route" {
			routes[fmt.Sprint(res.Properties["RouteKey"])] = true
			if fmt.Sprint(res.Properties["Target"]) != "map[Fn::Sub:integrations/${LiveIntegration}]" || !strings.Contains(fmt.Sprint(r.Resources["LiveStage"].DependsOn), name) || !strings.Contains(fmt.Sprint(r.Resources["VisitorsStage"].DependsOn), name) {
				t.Errorf("%s goes to %v, or is not there when the stages are", name, res.Properties["Target"])
			}
		}
	}
	if d := cmp.Diff(map[string]bool{"$connect": true, "$disconnect": true, "$default": true}, routes); d != "" {
		t.Error(d)
	}
	if p := r.Resources["LiveDefault"].Properties; p["RouteResponseSelectionExpression"] != "$default" || r.Resources["LiveAnswer"].Properties["RouteResponseKey"] != "$default" {
		t.Errorf("who says something is not answered: %v", p)
	}
	for stage, calls := range map[string]string{"LiveStage": "LiveCalls", "VisitorsStage": "VisitorsCalls"} {
		p := r.Resources[stage].Properties
		if limits := fmt.Sprint(p["DefaultRouteSettings"]); p["AutoDeploy"] != true || !strings.Contains(limits, "ThrottlingRateLimit:map[Ref:RequestsPerSecond]") {
			t.Errorf("%s is not deployed, or has no limit: %v", stage, p)
		}
		if source := fmt.Sprint(r.Resources[calls].Properties["SourceArn"]); !strings.HasSuffix(source, fmt.Sprintf(":${Live}/%s/*]", p["StageName"])) {
			t.Errorf("%s lets call the function: %s", calls, source)
		}
	}
	const visitors = "{Live}.execute-api.${AWS::Region}.${AWS::URLSuffix}/visitors"
	for function, variable := range map[string][2]string{"LiveFunction": {"VISITORS_GATEWAY", "https://$" + visitors}, "FeedFunction": {"VISITORS_GATEWAY", "https://$" + visitors}, "WebhookFunction": {"LIVE_AT", "wss://$" + visitors}} {
		if env := fmt.Sprint(r.Resources[function].Properties["Environment"]); !strings.Contains(env, variable[0]+":map[Fn::Sub:"+variable[1]+"]") {
			t.Errorf("%s is not told where the sockets of visitors are: %s", function, env)
		}
	}
	for function, variable := range map[string][2]string{
		"LiveFunction": {"GATEWAY", "https://${Live}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"}, "FeedFunction": {"GATEWAY", "https://${Live}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"},
		"ApiFunction": {"LIVE_AT", "wss://${Live}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"}, "ConsoleFunction": {"LIVE_AT", "wss://${Live}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
	} {
		if env := fmt.Sprint(r.Resources[function].Properties["Environment"]); !strings.Contains(env, variable[0]+":map[Fn::Sub:"+variable[1]+"]") {
			t.Errorf("%s is not told where the sockets are: %s", function, env)
		}
	}
	for _, tt := range []struct {
		function, action, on, only string
		want                       bool
	}{
		{"LiveFunction", "dynamodb:BatchGetItem", "Table.Arn", "LIVE LIVE#* TICKET#* O#* OPERATORS KEYS TEAMS WARM", true},
		{"LiveFunction", "dynamodb:PutItem", "Table.Arn", "LIVE LIVE#*", true},
		{"LiveFunction", "dynamodb:DeleteItem", "Table.Arn", "LIVE LIVE#*", true},
		{"LiveFunction", "dynamodb:DeleteItem", "Table.Arn", "TICKET#*", true},
		{"LiveFunction", "dynamodb:PutItem", "Table.Arn", "TICKET#*", false}, // it makes none
		{"LiveFunction", "dynamodb:GetItem", "Table.Arn", "", false},
		{"LiveFunction", "dynamodb:PutItem", "Table.Arn", "", false},
		{"LiveFunction", "dynamodb:DeleteItem", "Table.Arn", "", false},
		{"LiveFunction", "execute-api:ManageConnections", socketsOf("DELETE"), "", true},
		{"LiveFunction", "execute-api:ManageConnections", socketsOf("POST"), "", false},
		{"LiveFunction", "dynamodb:UpdateItem", "Table.Arn", "LIVE LIVE#*", true}, // counts those let in
		{"LiveFunction", "execute-api:ManageConnections", visitorsOf("DELETE"), "", true},
		{"LiveFunction", "execute-api:ManageConnections", visitorsOf("POST"), "", false},
		{"WebhookFunction", "execute-api:ManageConnections", visitorsOf("POST"), "", false},
		{"ApiFunction", "execute-api:ManageConnections", socketsOf("POST"), "", false},
	} {
		if got := r.allows(t, tt.function, tt.action, tt.on, tt.only); got != tt.want {
			t.Errorf("%s may %s on %s %s: %v, want %v", tt.function, tt.action, tt.on, tt.only, got, tt.want)
		}
	}
}

// TestTemplateRights holds the template's policies to what the functions call
// beyond the ordinary, and to what they must not.
func TestTemplateRights(t *testing.T) {
	r := readTemplate(t)
	for _, tt := range []struct {
		function, action, on string
		only                 string // the leading keys of the items
		want                 bool
	}{
		{"WebhookFunction", "dynamodb:DeleteItem", "Table.Arn", "C#* W#*", true}, // a message moves to whom its customer is known as; a dialog leaves its team's list
		{"ApiFunction", "dynamodb:DeleteItem", "Table.Arn", "", true},
		{"AnalyzeFunction", "dynamodb:DeleteItem", "Table.Arn", "", false},
		{"JobsFunction", "dynamodb:DeleteItem", "Table.Arn", "", true}, // it erases
		{"JobsFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", true},
		{"JobsFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Digest("p", "a photo"), "", true},
		{"JobsFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Upload{}.SentKey("m", "c", 0), "", true},
		{"JobsFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Upload{ID: "u"}.Key(), "", false},
		{"ApiFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", false},
		{"ApiFunction", "ssm:DeleteParameter", "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${AWS::StackName}/lines/shop", "", true},
		{"JobsFunction", "ssm:DeleteParameter", "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${AWS::StackName}/lines/shop", "", false},
		{"JobsFunction", "s3:PutObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", true},
		{"JobsFunction", "s3:PutObject", "${Files.Arn}/" + desk.Digest("p", "a photo"), "", true},
		{"JobsFunction", "s3:PutObject", "${Files.Arn}/" + desk.Upload{}.SentKey("m", "c", 0), "", false},
		{"JobsFunction", "s3:PutObject", "${Files.Arn}/" + desk.Upload{ID: "u"}.Key(), "", false},
		{"JobsFunction", "s3:GetObject", "${Files.Arn}/" + desk.Upload{}.SentKey("m", "c", 0), "", true},
		{"JobsFunction", "s3:GetObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", true}, // for a CRM's open lines
		{"JobsFunction", "s3:GetObject", "${Files.Arn}/" + desk.Digest("p", "a photo"), "", false},
		{"JobsFunction", "s3:PutObject", "${Files.Arn}/" + desk.Export{ID: "x"}.Piece(1), "", true},
		{"JobsFunction", "s3:GetObject", "${Files.Arn}/" + desk.Export{ID: "x"}.Piece(1), "", true},
		{"JobsFunction", "s3:DeleteObject", "${Files.Arn}/" + desk.Export{ID: "x", Format: desk.ExportXLSX}.File(), "", true},
		{"ApiFunction", "s3:GetObject", "${Files.Arn}/" + desk.Export{ID: "x", Format: desk.ExportXLSX}.File(), "", true},
		{"ApiFunction", "s3:PutObject", "${Files.Arn}/" + desk.Export{ID: "x", Format: desk.ExportXLSX}.File(), "", false},
		{"WebhookFunction", "s3:GetObject", "${Files.Arn}/" + desk.Export{ID: "x", Format: desk.ExportXLSX}.File(), "", false},
		{"WebhookFunction", "s3:GetObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", true}, // a visitor sees what they sent
		{"WebhookFunction", "s3:GetObject", "${Files.Arn}/" + desk.Digest("p", "a photo"), "", false},
		{"ApiFunction", "s3:PutObject", "${Files.Arn}/" + desk.Upload{ID: "u"}.Key(), "", true},
		{"FeedFunction", "dynamodb:PutItem", "Table.Arn", "DL#* LIST#* CARDS#*", true}, // it lists dialogs
		{"FeedFunction", "dynamodb:BatchWriteItem", "Table.Arn", "LIST#*", true},
		{"FeedFunction", "dynamodb:BatchWriteItem", "Table.Arn", "DL#* LIST#* CARDS#*", false},
		{"JobsFunction", "dynamodb:BatchWriteItem", "Table.Arn", "LIST#*", true}, // it erases, and makes lists anew
		{"JobsFunction", "dynamodb:BatchWriteItem", "Table.Arn", "", false},
		{"ApiFunction", "dynamodb:BatchWriteItem", "Table.Arn", "", false}, // no list is written there
		{"ClosingFunction", "dynamodb:BatchWriteItem", "Table.Arn", "", false},
		{"FeedFunction", "dynamodb:GetItem", "Table.Arn", "C#* K#* R#* DL#* LIST#* LINES SECRETS FIELDS#* SETTINGS COUNTED#*", true},
		{"FeedFunction", "dynamodb:UpdateItem", "Table.Arn", "FIGURES#* COUNTED#*", true}, // it counts
		{"FeedFunction", "dynamodb:PutItem", "Table.Arn", "C#* K#* R#* DL#* LIST#* LINES SECRETS FIELDS#* SETTINGS COUNTED#*", false},
		{"FeedFunction", "dynamodb:UpdateItem", "Table.Arn", "DL#* LIST#* CARDS#*", false},
		{"FeedFunction", "dynamodb:PutItem", "Table.Arn", "UNTOLD", true}, // it keeps what can't be told
		{"FeedFunction", "dynamodb:Query", "Table.Arn", "UNTOLD", false},
		{"ApiFunction", "s3:PutObject", "${Files.Arn}/" + desk.Digest("f", "a file"), "", false},
	} {
		if got := r.allows(t, tt.function, tt.action, tt.on, tt.only); got != tt.want {
			t.Errorf("%s may %s on %s %s: %v, want %v", tt.function, tt.action, tt.on, tt.only, got, tt.want)
		}
	}
}

// allows says whether a statement of the function's allows an action on a
// resource, as the template spells it, for items whose leading keys are as only
// says; "": for all.
func (s stackTemplate) allows(t *testing.T, function, action, on, only string) bool {
	t.Helper()
	raw, err := json.Marshal(s.Resources[function].Properties["Policies"])
	if err != nil {
		t.Fatal(err)
	}
	var policies []struct {
		Statement []struct {
			Effect                      string
			Action, Resource, Condition any
		}
	}
	if err := json.Unmarshal(raw, &policies); err != nil {
		t.Fatal(err)
	}
	for _, st := range policies[0].Statement {
		limited := ""
		if st.Condition != nil {
			limited = fmt.Sprintf("map[ForAllValues:StringLike:map[dynamodb:LeadingKeys:[%s]]]", only)
		}
		if st.Effect == "Allow" && slices.Contains(list(st.Action), action) && (limited == "" && only == "" || limited == fmt.Sprint(st.Condition)) &&
			slices.ContainsFunc(list(st.Resource), func(have string) bool {
				before, open := strings.CutSuffix(have, "*")
				return have == on || open && strings.HasPrefix(on, before)
			}) {
			return true
		}
	}
	return false
}

// list is what stands alone or in a list, texts and what they are made of.
func list(v any) []string {
	switch v := v.(type) {
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, list(one)...)
		}
		return out
	case map[string]any:
		if at, ok := v["Fn::GetAtt"]; ok {
			return []string{strings.Trim(strings.ReplaceAll(fmt.Sprint(at), " ", "."), "[]")}
		}
		return []string{fmt.Sprint(v["Fn::Sub"])}
	}
	return []string{fmt.Sprint(v)}
}

// TestTemplateLogGroupsAreTheStacks holds every function to writing into the log
// group that the stack made: SAM's role would let it create one, also after the
// stack was deleted.
func TestTemplateLogGroupsAreTheStacks(t *testing.T) {
	r, functions := readTemplate(t), 0
	for name, res := range r.Resources {
		if res.Type != "AWS::Serverless::Function" {
			continue
		}
		functions++
		raw, err := json.Marshal(res.Properties["Policies"])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), `{"Action":"logs:CreateLogGroup","Effect":"Deny","Resource":"*"`) {
			t.Errorf("%s may create log groups: %s", name, raw)
		}
		if !strings.Contains(fmt.Sprint(res.Properties["LoggingConfig"]), "LogGroup") {
			t.Errorf("%s names no log group of the stack", name)
		}
	}
	if functions == 0 {
		t.Error("the template has no functions: the test looks at the wrong place")
	}
}

// TestTemplateEnvironment: every function's environment can be made out of the
// parameters' defaults.
func TestTemplateEnvironment(t *testing.T) {
	r := resolver{readTemplate(t), map[string]string{"Table": "t", "Outbox": "o", "QuietQueue": "q", "Closing": "c", "Files": "f", "Letters": "x", "Live": "l", "AWS::StackName": "s", "AWS::Region": "r", "AWS::URLSuffix": "aws.example", "Http": "http1"}}
	for _, f := range functions {
		env, err := r.environment(strings.ToUpper(f[:1]) + f[1:] + "Function")
		if err != nil || !slices.Contains(env, "TABLE=t") && f != "console" { // it has no need of the table
			t.Errorf("%s: got %v, %v", f, env, err)
		}
	}
}

// TestTemplateWebhooks: there is an address for every messenger that calls one.
func TestTemplateWebhooks(t *testing.T) {
	raw, err := os.ReadFile(*template)
	if err != nil {
		t.Fatal(err)
	}
	for ch := range channel.Plugs(nil) {
		if ch != desk.ChannelWeb && !strings.Contains(string(raw), "/webhooks/"+string(ch)+"/LINE") {
			t.Errorf("no output tells where %s calls", ch)
		}
	}
}

// sizes are how large each function's package may be, in bytes zipped: what it
// is today and a tenth more. Beyond it somebody linked something: look what.
var sizes = map[string]int64{
	"webhook": 4_000_000, "api": 7_300_000, "analyze": 4_700_000, "jobs": 6_000_000, "closing": 3_700_000, "feed": 3_900_000, "live": 3_700_000, "console": 4_500_000,
}

// TestTemplateSizes holds what sam built to its size, and the README's table to
// what it is, within a twentieth.
func TestTemplateSizes(t *testing.T) {
	var table strings.Builder
	table.WriteString("| function | bootstrap, MB | zipped, MB | at most |\n| --- | ---: | ---: | ---: |\n")
	for _, f := range functions {
		dir := filepath.Join(*built, strings.ToUpper(f[:1])+f[1:]+"Function")
		raw, err := os.ReadFile(filepath.Join(dir, "bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		n := zippedSize(t, raw)
		if n > sizes[f] {
			t.Errorf("%s has %d bytes zipped, want at most %d", f, n, sizes[f])
		}
		fmt.Fprintf(&table, "| %s | %.1f | %.1f | %.1f |\n", f, float64(len(raw))/1e6, float64(n)/1e6, float64(sizes[f])/1e6)
	}
	t.Logf("what is deployed:\n%s", table.String())
	readme(t, "sizes", table.String())
}

func zippedSize(t *testing.T, raw []byte) int64 {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	w, err := z.Create("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return int64(buf.Len())
}

// readme holds the table between two marks of the README to what was measured:
// the same rows, each figure within a twentieth. -update writes it anew.
func readme(t *testing.T, mark, table string) {
	t.Helper()
	const file = "../README.md"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+mark+" -->\n", "<!-- /"+mark+" -->"
	before, rest, ok := strings.Cut(string(raw), begin)
	have, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no table between %s and %s", begin, end)
	}
	if *updateDocs {
		if err := os.WriteFile(file, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, want := strings.Fields(have), strings.Fields(table)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !near(got[i], want[i]) {
			t.Fatalf("README.md's table is no longer true (write it anew with -update): got\n%s want\n%s", have, table)
		}
	}
}

func near(a, b string) bool {
	var x, y float64
	if n, _ := fmt.Sscan(a, &x); n == 1 {
		if n, _ := fmt.Sscan(b, &y); n == 1 {
			return x-y <= 0.05*y+0.05 && y-x <= 0.05*y+0.05
		}
	}
	return a == b
}
