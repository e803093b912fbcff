package main

import "testing"

// TestWhatWasHandedOutIsCalledByItsName: who has the program alone has no make.
func TestWhatWasHandedOutIsCalledByItsName(t *testing.T) {
	for _, c := range []struct {
		path, name, what string
		args             []string
		want             string
	}{
		{"/tmp/go-build123/b001/exe/local", "/tmp/go-build123/b001/exe/local", "run", nil, "make run"},
		{"/tmp/go-build123/b001/exe/local", "local", "show", []string{"-addr :9090"}, "make show ARGS='-addr :9090'"},
		{"", "local", "run", nil, "make run"},
		{"/home/ada/sufler-linux-amd64", "./sufler-linux-amd64", "run", nil, "./sufler-linux-amd64"},
		{"/home/ada/sufler-linux-amd64", "./sufler-linux-amd64", "run", []string{"-dir restored"}, "./sufler-linux-amd64 -dir restored"},
		{"/usr/bin/sufler", "sufler", "show", []string{"-dir d"}, "sufler -show -dir d"},
		{"/home/ada/my files/sufler", "/home/ada/my files/sufler", "show", nil, "'/home/ada/my files/sufler' -show"},
	} {
		if got := callOf(c.path, c.name, c.what, c.args); got != c.want {
			t.Errorf("%s as %s: got %q, want %q", c.path, c.name, got, c.want)
		}
	}
}
