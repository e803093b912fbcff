// Package cards holds what people do with the CRM's cards by hand: make and change
// them, and bind them to dialogs. What CoPilot does with them is in copilot.
package cards
