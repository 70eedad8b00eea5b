"""The outside world, played: what offices, patients and providers do, and the driver that lets them do it."""
