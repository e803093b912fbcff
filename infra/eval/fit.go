package main

import (
	"math"

	"github.com/sufler/sufler/shared/reader/offline"
)

// fit finds the weights by Newton's method: few signs, some thousand examples.
func fit(all []example) []float64 {
	n := len(all[0].signs)
	w := make([]float64, n)
	for range 30 {
		hessian := make([][]float64, n)
		for i := range hessian {
			hessian[i] = make([]float64, n+1)
			if i > 0 {
				hessian[i][i], hessian[i][n] = ridge, -ridge*w[i]
			} else {
				hessian[i][i] = 1e-6
			}
		}
		for _, e := range all {
			p := offline.Probability(e.signs, w)
			y := 0.0
			if e.right {
				y = 1
			}
			for i, x := range e.signs {
				if x == 0 {
					continue
				}
				hessian[i][n] += e.weight * (y - p) * x
				for j, z := range e.signs {
					hessian[i][j] += e.weight * p * (1 - p) * x * z
				}
			}
		}
		step := solve(hessian)
		moved := 0.0
		for i := range w {
			w[i] += step[i]
			moved = max(moved, math.Abs(step[i]))
		}
		if moved < 1e-9 {
			break
		}
	}
	return w
}

// solve is Gauss's elimination; the last column is the right side.
func solve(m [][]float64) []float64 {
	n := len(m)
	for i := range n {
		top := i
		for j := i + 1; j < n; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[top][i]) {
				top = j
			}
		}
		m[i], m[top] = m[top], m[i]
		for j := i + 1; j < n; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k <= n; k++ {
				m[j][k] -= f * m[i][k]
			}
		}
	}
	out := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = m[i][n]
		for j := i + 1; j < n; j++ {
			out[i] -= m[i][j] * out[j]
		}
		out[i] /= m[i][i]
	}
	return out
}
