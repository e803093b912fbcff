//go:build aws

package awstest_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestStoreContract has the store's and flow's contracts, and the random runs
// beside the embedded engine, done on DynamoDB Local.
func TestStoreContract(t *testing.T) { testOnDynamo(t, "../../shared/store/...") }

// TestCountedUnits holds what infra/bench counts to what DynamoDB Local says.
func TestCountedUnits(t *testing.T) {
	testOnDynamo(t, "-run", "^TestUnitsAsTheServerSays$", "../bench")
}

// testOnDynamo runs tests that look for a server, which here is DynamoDB Local. They have
// as long as the whole proof, since a busy machine makes minutes of what takes seconds.
func testOnDynamo(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"test", "-count=1", "-timeout", "40m"}, args...)...)
	cmd.Env = append(os.Environ(), "SUFLER_DYNAMO_ENDPOINT="+dynamoURL)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
