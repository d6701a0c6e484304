"""Paper: documents, layout, ESC/POS, labels, PDF, devices. Knows neither Flask nor the shop."""
